import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import type { ColumnMapping, TableKind } from "../../imports/columns.ts";
import { importTerms } from "../../imports/import-terms.ts";
import { importWorkOrders, type WorkOrderImportPorts } from "../../imports/import-work-orders.ts";
import type { ImportReport } from "../../imports/import-report.ts";
import { readTable } from "../../imports/read-table.ts";
import type { TermStore } from "../../ports/term-store.ts";
import { progressOf } from "./progress.ts";

type Job = {
  kind: TableKind;
  path: string;
  mapping: ColumnMapping | undefined;
  print: (line: string) => void;
};

const SHOWN_REJECTIONS = 20;

/** Imports one file with a progress bar and prints what came of it; false when nothing of it was accepted. */
export async function importTable(
  ports: WorkOrderImportPorts & { terms: TermStore },
  { kind, path: file, mapping, print }: Job,
): Promise<boolean> {
  const fileName = path.basename(file);
  const progress = progressOf(fileName, await sizeOf(file));
  const start = performance.now();
  try {
    const table = readTable(() => counted(file, (bytes) => progress.at(bytes)), { fileName });
    const onProgress = ({ rows }: ImportReport) => progress.show(`${rows} rows`);
    const report = await (kind === "terms" ? importTerms : importWorkOrders)(ports, table, { mapping, onProgress });
    progress.end();
    printReport(fileName, report, performance.now() - start, print);
    return report.accepted > 0;
  } catch (error) {
    progress.end();
    if (!(error instanceof AppError) || !error.isCallersFault) throw error;
    print(`${fileName}: ${error.detail}`);
    return false;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw new AppError("invalid-file", `There is no file ${file} that can be read.`, { cause });
  }
}

/** The table may be read more than once: each reading counts from the beginning. */
async function* counted(file: string, at: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    at(bytes);
    yield piece;
  }
}

function printReport(fileName: string, report: ImportReport, ms: number, print: (line: string) => void): void {
  const { rows, accepted, added, rejected, rejectedCount } = report;
  const perSecond = Math.round((rows * 1000) / Math.max(1, ms));
  print(`${fileName}: ${rows} rows in ${(ms / 1000).toFixed(1)} s (${perSecond} rows/s)`);
  print(`  accepted ${accepted}, of them new or changed ${added}`);
  if (rejectedCount === 0) return;
  print(`  rejected ${rejectedCount}`);
  for (const { row, reason } of rejected.slice(0, SHOWN_REJECTIONS)) print(`    row ${row}: ${reason}`);
  if (rejectedCount > SHOWN_REJECTIONS) print(`    and ${rejectedCount - SHOWN_REJECTIONS} more`);
}
