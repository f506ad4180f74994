import { AppError } from "../errors.ts";
import type { ByteSource } from "../formats/byte-source.ts";
import { csvRecords } from "../formats/csv-records.ts";
import { decodePieces, encodingOf, isReadable, type TextEncoding } from "../terms/decode-text.ts";
import type { TableRow } from "./read-table.ts";
import { rowUnder, tableHeader, type TableHeader } from "./table-header.ts";

/** CSV in UTF-8, UTF-16 (with its mark) or CP949, separated by comma, semicolon or tab, whichever the header has most of. */
export async function* readCsv(pieces: ByteSource, fileName: string): AsyncGenerator<TableRow, void, undefined> {
  const encoding = await encodingOf(pieces());
  const texts = readableOnly(decodePieces(pieces(), encoding), encoding, fileName);
  let header: TableHeader | undefined;
  let row = 0;
  try {
    for await (const values of csvRecords(texts)) {
      row += 1;
      if (header === undefined) {
        header = tableHeader(values, fileName);
        continue;
      }
      const found = rowUnder(header, row, values);
      if (found !== undefined) yield found;
    }
  } catch (error) {
    if (!(error instanceof AppError) || !error.detail.startsWith("is broken")) throw error;
    throw new AppError("invalid-file", `${fileName} ${error.detail}`, { cause: error.cause });
  }
  if (header === undefined) throw new AppError("invalid-file", `${fileName} is empty.`);
}

async function* readableOnly(texts: AsyncIterable<string>, encoding: TextEncoding, fileName: string) {
  for await (const text of texts) {
    if (!isReadable(text, encoding)) {
      throw new AppError(
        "invalid-file",
        `${fileName} is neither UTF-8, UTF-16 nor CP949 text, nor a workbook (.xlsx).`,
      );
    }
    if (text !== "") yield text;
  }
}
