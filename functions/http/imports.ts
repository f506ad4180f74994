import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { startImport } from "../../shared/imports/start-import.ts";
import { Run } from "../../shared/ports/run-store.ts";
import { at, json } from "../edge/reply.ts";
import { jsonText, line } from "../edge/fields.ts";
import { route } from "../edge/route.ts";

const tag = "Imports";
const count = z.number().int().min(0);
const ImportRun = z.object({
  ...Run.omit({ report: true }).shape,
  rows: count,
  accepted: count,
  rejected: z.array(z.object({ row: count, reason: z.string() })),
});
const Form = z.strictObject({
  mapping: jsonText(z.record(line(100, 1), line(200, 1)))
    .exactOptional()
    .describe("JSON: our field -> the file's column"),
});

for (const kind of ["terms", "work-orders"] as const) {
  route(
    {
      name: `import-${kind}`,
      method: "POST",
      path: `api/v1/imports/${kind}`,
      role: "operator",
      summary: `Imports ${kind === "terms" ? "standard terms" : "past work orders"} from CSV or XLSX; the same file again changes nothing`,
      tag,
      upload: Form,
      responses: {
        202: { description: "It is queued", schema: ImportRun, headers: { location: "Where to watch the run" } },
      },
    },
    async ({ app, caller, upload }) => {
      const { file, fields } = upload!;
      const run = await startImport(app, caller, { kind, fileName: file.name, content: file.content, ...fields });
      return at(`/api/v1/imports/${run.id}`, publicRun(run), 202);
    },
  );
}

route(
  {
    name: "read-import",
    method: "GET",
    path: "api/v1/imports/{id}",
    role: "operator",
    summary: "How an import goes: rows, how many were accepted, and which were rejected and why",
    tag,
    responses: { 200: { description: "The run", schema: ImportRun } },
  },
  async ({ app, params }) => {
    const run = await app.runs.read(params.id);
    if (!run?.kind.startsWith("import-")) throw new AppError("not-found", "There is no such import.");
    return json(publicRun(run));
  },
);

function publicRun({ report, ...run }: Run) {
  return { ...run, rows: 0, accepted: 0, rejected: [], ...report };
}
