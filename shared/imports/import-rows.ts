import { AppError } from "../errors.ts";
import { resolveColumns, type ColumnMapping, type TableKind } from "./columns.ts";
import { emptyReport, reject, type ImportReport, type OnProgress } from "./import-report.ts";
import type { TableRow } from "./read-table.ts";

/** The batch of one transaction. */
const BATCH_ROWS = 500;

export type ReadRow<Item> = { item: Item } | { reason: string };

type Steps<Item> = {
  kind: TableKind;
  mapping?: ColumnMapping | undefined;
  /** `columns`: field -> the file's column. */
  read: (row: TableRow, columns: ColumnMapping) => ReadRow<Item>;
  /** Stores a batch; how many of it changed the store. */
  store: (items: Item[]) => Promise<number>;
  onProgress?: OnProgress | undefined;
};

/** Good rows go in, in batches, as they are read; a bad one is rejected by its number. Memory holds one batch. */
export async function importRows<Item>(table: AsyncIterable<TableRow>, steps: Steps<Item>): Promise<ImportReport> {
  const report = emptyReport();
  let columns: ColumnMapping | undefined;
  let batch: Item[] = [];
  const flush = async () => {
    report.added += await steps.store(batch);
    report.accepted += batch.length;
    batch = [];
    await steps.onProgress?.(report);
  };
  for await (const row of table) {
    columns ??= resolveColumns(steps.kind, Object.keys(row.cells), steps.mapping);
    report.rows += 1;
    const read = row.problem === undefined ? steps.read(row, columns) : { reason: row.problem };
    if ("reason" in read) reject(report, row.row, read.reason);
    else if (batch.push(read.item) === BATCH_ROWS) await flush();
  }
  if (report.rows === 0) throw new AppError("invalid-file", "The file has a header and no rows.");
  await flush();
  return report;
}
