import { AppError } from "../errors.ts";
import { type ByteSource, byteSource, firstBytes } from "../formats/byte-source.ts";
import { readCsv } from "./read-csv.ts";
import { readXlsx } from "./read-xlsx.ts";

/** `row` counts as a spreadsheet does: the header is row 1. `problem`: the row's shape is wrong, and why. */
export type TableRow = { row: number; cells: Record<string, string>; problem?: string };

/** All bytes, or a way to read them piece by piece (more than once), so that a large file never stands in memory. */
export type TableSource = Uint8Array | ByteSource;

/** Rows that are not blank, each with every column of the header. Throws `invalid-file` for what is no table. */
export async function* readTable(
  source: TableSource,
  { fileName }: { fileName: string; contentType?: string | undefined },
): AsyncGenerator<TableRow, void, undefined> {
  const pieces = byteSource(source);
  const start = await firstBytes(pieces, LOOKED_AT_BYTES);
  if (start.length === 0) throw new AppError("invalid-file", `${nameOf(fileName)} is empty.`);
  if (startsWith(start, oldOffice)) {
    throw new AppError(
      "invalid-file",
      `${nameOf(fileName)} is an encrypted workbook or one of the old .xls format. Save it as .xlsx without a password, or as CSV.`,
    );
  }
  if (startsWith(start, zip)) yield* readXlsx(pieces, nameOf(fileName));
  else if (/\.xls[xm]$/i.test(fileName) && isBinary(start)) {
    throw new AppError("invalid-file", `${nameOf(fileName)} is not an XLSX file, whatever its name says.`);
  } else yield* readCsv(pieces, nameOf(fileName));
}

/** The content tells the format; names lie. ZIP local header, and the compound file of old or encrypted Office files. */
const zip = [0x50, 0x4b, 0x03, 0x04];
const oldOffice = [0xd0, 0xcf, 0x11, 0xe0];
const LOOKED_AT_BYTES = 1_000;

/** NUL is in no text but UTF-16, which begins with its mark; control characters are in none. */
function isBinary(start: Uint8Array): boolean {
  if (startsWith(start, [0xff, 0xfe]) || startsWith(start, [0xfe, 0xff])) return false;
  return start.subarray(0, LOOKED_AT_BYTES).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function nameOf(fileName: string): string {
  return fileName === "" ? "The file" : fileName;
}
