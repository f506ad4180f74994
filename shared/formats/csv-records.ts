import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { AppError } from "../errors.ts";

/** A quote that is never closed would otherwise swallow the rest of the file into one field. */
const RECORD_LIMIT_CHARACTERS = 1_000_000;

/**
 * The records of CSV text as it comes, blank lines among them, separated by comma, semicolon or tab, whichever the first line
 * has most of. Throws `invalid-file` that says where it is broken; other failures of `texts` come through.
 */
export async function* csvRecords(texts: AsyncIterable<string>): AsyncGenerator<string[], void, undefined> {
  const pieces = texts[Symbol.asyncIterator]();
  const first = await pieces.next();
  const start = first.done ? "" : first.value;
  const parser = parse({
    delimiter: delimiterOf(start),
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_LIMIT_CHARACTERS,
  });
  // A failure of the source arrives as a failure of the parser.
  pipeline(Readable.from(startingWith(start, pieces)), parser, () => undefined);
  try {
    yield* parser as AsyncIterable<string[]>;
  } catch (error) {
    throw translated(error);
  } finally {
    parser.destroy();
  }
}

async function* startingWith(first: string, rest: AsyncIterator<string>) {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
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

function translated(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const why =
    error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE"
      ? "a quoted field is never closed"
      : "it breaks the rules of CSV";
  return new AppError("invalid-file", `is broken at or before line ${String(error["lines"])}: ${why}.`, {
    cause: error,
  });
}
