import { AppError } from "../errors.ts";
import type { ByteSource } from "../formats/byte-source.ts";
import { openWorkbook } from "../formats/workbook.ts";
import type { TableRow } from "./read-table.ts";
import { rowUnder, tableHeader, type TableHeader } from "./table-header.ts";

/** The first sheet of a workbook, row by row. Dates become RFC 3339, numbers and truth values their usual text. */
export async function* readXlsx(source: ByteSource, fileName: string): AsyncGenerator<TableRow, void, undefined> {
  try {
    const workbook = await openWorkbook(source);
    let header: TableHeader | undefined;
    try {
      for await (const { row, cells } of workbook.rows(workbook.sheets[0]!)) {
        if (header === undefined) {
          header = tableHeader(cells, fileName);
          continue;
        }
        // A sheet does not store trailing empty cells: a short row is whole.
        while (cells.length < header.columns.length) cells.push("");
        const found = rowUnder(header, row, cells);
        if (found !== undefined) yield found;
      }
      if (header === undefined) throw new AppError("invalid-file", "Its first sheet is empty.");
    } finally {
      workbook.close();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid-file" || error.detail.includes(fileName)) throw error;
    throw new AppError("invalid-file", `${fileName} can't be read. ${error.detail}`, { cause: error });
  }
}
