import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { AppError } from "../errors.ts";
import { decodePieces, encodingOf, isReadable, type TextEncoding } from "../terms/decode-text.ts";
import type { TableRow } from "./read-table.ts";
import { rowUnder, tableHeader, type TableHeader } from "./table-header.ts";

/** A quote that is never closed would otherwise swallow the rest of the file into one field. */
const RECORD_LIMIT_CHARACTERS = 1_000_000;

/** CSV in UTF-8, UTF-16 (with its mark) or CP949, separated by comma, semicolon or tab, whichever the header has most of. */
export async function* readCsv(
  pieces: () => AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<TableRow, void, undefined> {
  const encoding = await encodingOf(pieces());
  const texts = readableOnly(decodePieces(pieces(), encoding), encoding, fileName);
  const first = await texts.next();
  const start = first.done ? "" : first.value;
  const parser = parse({
    delimiter: delimiterOf(start),
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_LIMIT_CHARACTERS,
  });
  // A failure of the source arrives as a failure of the parser.
  pipeline(Readable.from(startingWith(start, texts)), parser, () => undefined);
  let header: TableHeader | undefined;
  let row = 0;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      row += 1;
      if (header === undefined) {
        header = tableHeader(values, fileName);
        continue;
      }
      const found = rowUnder(header, row, values);
      if (found !== undefined) yield found;
    }
  } catch (error) {
    throw translated(error, fileName);
  } finally {
    parser.destroy();
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

async function* startingWith(first: string, rest: AsyncIterable<string>) {
  yield first;
  yield* rest;
}

function delimiterOf(text: string): string {
  const header =
    text
      .slice(0, 10_000)
      .split(/\r?\n/)
      .find((line) => line.trim() !== "") ?? "";
  const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}

function translated(error: unknown, fileName: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const why =
    error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE"
      ? "a quoted field is never closed"
      : "it breaks the rules of CSV";
  const detail = `${fileName} is broken at or before line ${String(error["lines"])}: ${why}.`;
  return new AppError("invalid-file", detail, { cause: error });
}
