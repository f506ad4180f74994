import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { publicImport } from "../../shared/imports/public-import.ts";
import { startImport } from "../../shared/imports/start-import.ts";
import { Run } from "../../shared/ports/run-store.ts";
import { at, json } from "../edge/reply.ts";
import { name } from "../edge/named-schemas.ts";
import { route } from "../edge/route.ts";

const tag = "Imports";
const count = z.number().int().min(0);
const Import = z.object({
  ...Run.omit({ kind: true, startedBy: true, report: true }).shape,
  kind: z.enum(["import-terms", "import-work-orders"]),
  fileName: z.string(),
  totalRows: count.describe("Rows in the file, below its header"),
  rows: count.describe("Rows read until now"),
  accepted: count.describe("Rows that are in the store now"),
  added: count.describe("Accepted rows that changed the store"),
  rejected: z.array(z.object({ row: count, reason: z.string() })).describe("The first of them"),
  rejectedCount: count,
});
const Form = z.strictObject({
  mapping: z.string().exactOptional().describe("JSON object: our field -> the file's column"),
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
        202: {
          description: "It is queued",
          schema: name("Import", Import),
          headers: { location: "Where to watch the run" },
        },
      },
    },
    async ({ app, caller, upload }) => {
      const { file, fields } = upload!;
      const run = await startImport(app, caller, { kind, fileName: file.name, content: file.content, ...fields });
      return at(`/api/v1/imports/${run.id}`, publicImport(run), 202);
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
    responses: { 200: { description: "The run", schema: Import } },
  },
  async ({ app, params }) => {
    const run = await app.runs.read(params.id);
    const found = run && publicImport(run);
    if (found === undefined) throw new AppError("not-found", "There is no such import.");
    return json(found);
  },
);
