import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import { archivedSource } from "../formats/byte-source.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { RunImport } from "../ports/job-message.ts";
import type { Run, RunStore } from "../ports/run-store.ts";
import type { TermStore } from "../ports/term-store.ts";
import { importFileKey, ImportOrder, importOrderKey } from "./import-archive.ts";
import { importTerms } from "./import-terms.ts";
import { importWorkOrders, type WorkOrderImportPorts } from "./import-work-orders.ts";
import type { ImportReport } from "./import-report.ts";
import { readTable } from "./read-table.ts";

type Ports = WorkOrderImportPorts & {
  terms: TermStore;
  archive: Pick<FileArchive, "read" | "stream" | "remove">;
  runs: Pick<RunStore, "read" | "put">;
  events: Pick<Events, "importFinished">;
};

const PROGRESS_INTERVAL_MS = 500;

/** Carries out an import. Again, or after a crash halfway, it gives the same store. A file that can't be imported ends the run as failed; a store that does not answer throws. One that failed because its message was given up is carried out when that comes again. */
export async function runImport(ports: Ports, job: RunImport): Promise<void> {
  const stored = await ports.runs.read(job.data.runId);
  if (stored === undefined || stored.status === "completed") return;
  const { reason: _, ...run } = stored;
  if (run.status === "failed" && (await ports.archive.read(importOrderKey(run.id))) === undefined) return;
  const startedAt = ports.now().getTime();
  const save = (change: Partial<Run>, report: object = {}) =>
    ports.runs.put({ ...run, ...change, updatedAt: ports.now().toISOString(), report: { ...run.report, ...report } });
  await save({ status: "running" });
  try {
    let savedAt = startedAt;
    const report = await carryOut(ports, run.id, async (progress) => {
      const at = ports.now().getTime();
      if (at - savedAt < PROGRESS_INTERVAL_MS) return;
      savedAt = at;
      await save({ status: "running" }, progress);
    });
    await save({ status: "completed" }, report);
    const { rows, accepted, rejectedCount } = report;
    const ms = ports.now().getTime() - startedAt;
    ports.events.importFinished({ runId: run.id, kind: run.kind, rows, accepted, rejected: rejectedCount, ms });
  } catch (error) {
    if (!(error instanceof AppError) || !error.isCallersFault) throw error;
    await save({ status: "failed", reason: error.detail });
  }
  await ports.archive.remove(importFileKey(run.id));
  await ports.archive.remove(importOrderKey(run.id));
}

async function carryOut(
  ports: Ports,
  runId: string,
  onProgress: (report: ImportReport) => Promise<void>,
): Promise<ImportReport> {
  const gone = () => new AppError("not-found", "The file is gone. Send it again.");
  const order = await ports.archive.read(importOrderKey(runId));
  if (order === undefined) throw gone();
  const { kind, fileName, mapping } = ImportOrder.parse(JSON.parse(Buffer.from(order).toString()));
  const table = readTable(archivedSource(ports.archive, importFileKey(runId), gone), { fileName });
  return kind === "terms"
    ? importTerms(ports, table, { mapping, onProgress })
    : importWorkOrders(ports, table, { mapping, onProgress });
}
