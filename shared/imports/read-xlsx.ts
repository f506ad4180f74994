import { readSheet } from "read-excel-file/universal";
import { AppError } from "../errors.ts";
import type { TableRow } from "./read-table.ts";
import { rowUnder, tableHeader } from "./table-header.ts";
import { refuseZipBomb } from "./zip-guard.ts";

/** The first sheet of a workbook. Dates become RFC 3339, numbers and truth values their usual text. */
export async function* readXlsx(bytes: Uint8Array, fileName: string): AsyncGenerator<TableRow, void, undefined> {
  await refuseZipBomb(bytes, fileName);
  const [first, ...rest] = await sheetOf(bytes, fileName);
  const header = tableHeader((first ?? []).map(textOf), fileName);
  for (const [index, values] of rest.entries()) {
    const texts = values.map(textOf);
    // A sheet does not store trailing empty cells: a short row is whole.
    while (texts.length < header.columns.length) texts.push("");
    const found = rowUnder(header, index + 2, texts);
    if (found !== undefined) yield found;
  }
}

async function sheetOf(bytes: Uint8Array, fileName: string): Promise<unknown[][]> {
  try {
    return await readSheet(new Blob([bytes as BlobPart]));
  } catch (cause) {
    throw new AppError("invalid-file", `${fileName} is not a workbook (.xlsx) that can be read.`, { cause });
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : typeof value === "string" ? value : JSON.stringify(value);
}
