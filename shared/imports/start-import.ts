import { AppError } from "../errors.ts";
import { byteSource } from "../formats/byte-source.ts";
import type { Caller } from "../ports/caller.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import { queues, type RunImport } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { Run, RunStore } from "../ports/run-store.ts";
import { currentTraceparent } from "../tracing.ts";
import { readMapping, resolveColumns, type TableKind } from "./columns.ts";
import { emptyReport } from "./import-report.ts";
import { importFileKey, importOrderKey, type ImportOrder } from "./import-archive.ts";
import { readTable, type TableSource } from "./read-table.ts";

type Ports = {
  archive: Pick<FileArchive, "write">;
  runs: Pick<RunStore, "put">;
  queue: Pick<JobQueue, "send">;
  now: () => Date;
  newId: () => string;
};

/**
 * Takes a file for import: checks that it can be read to its end and has the columns, keeps it, and queues the run. What can't
 * be read is refused here (`invalid-file`, `bad-request`) and leaves nothing behind. `mapping`: an object or its JSON text.
 */
export async function startImport(
  ports: Ports,
  caller: Caller,
  request: { kind: TableKind; fileName: string; content: TableSource; mapping?: unknown },
): Promise<Run> {
  const { kind, fileName, content } = request;
  const mapping = request.mapping === undefined ? undefined : readMapping(kind, request.mapping);
  const order: ImportOrder = { kind, fileName, mapping };
  const totalRows = await checkTable(content, order);
  const id = ports.newId();
  const at = ports.now().toISOString();
  await ports.archive.write(importFileKey(id), byteSource(content)());
  await ports.archive.write(importOrderKey(id), Buffer.from(JSON.stringify(order)));
  const run: Run = {
    id,
    kind: `import-${kind}`,
    status: "queued",
    startedBy: caller.userId,
    createdAt: at,
    updatedAt: at,
    report: { fileName, totalRows, ...emptyReport() },
  };
  await ports.runs.put(run);
  const message: RunImport = {
    type: "run-import",
    version: 1,
    id: `import:${id}`,
    occurredAt: at,
    traceparent: currentTraceparent(),
    attempt: 1,
    data: { runId: id },
  };
  await ports.queue.send(queues.imports, [{ id: message.id, body: message }]);
  return run;
}

/** Reads to the end, so that a file broken in its last row is refused before its first row is stored. */
async function checkTable(content: TableSource, { kind, fileName, mapping }: ImportOrder): Promise<number> {
  let rows = 0;
  for await (const row of readTable(content, { fileName })) {
    if (rows === 0) resolveColumns(kind, Object.keys(row.cells), mapping);
    rows += 1;
  }
  if (rows === 0) throw new AppError("invalid-file", `${fileName} has a header and no rows.`);
  return rows;
}
