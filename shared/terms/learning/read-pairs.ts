import { parse } from "csv-parse/sync";
import { AppError } from "../../errors.ts";
import { decodeWholeText } from "../decode-whole-text.ts";
import { alignWords } from "./align-words.ts";

/** One token as it was written and as it should read; "" where it goes with a neighbour, undefined where nobody said. */
export type Pair = { original: string; normalised: string | undefined };
/** The tokens of one text in their order: neighbours tell what an ambiguous token means. */
export type PairText = readonly Pair[];

const LIMIT_BYTES = 64 * 1024 * 1024;
const longestToken = 200;
const longestText = 2_000;

/**
 * Texts of pairs from MaintNorm's format (`original<TAB>normalised` a line, a blank line between texts) or from CSV with the
 * columns original and normalised; the content tells which. A CSV row of several words is a text of its own, its words
 * aligned; rows of one token belong together up to a blank row. A blank line more is an empty text, so that texts written
 * with a blank line between them have the lines of the file. With `needsBoth` false the normalised side may be missing.
 * Throws `invalid-file` with the line that is wrong.
 */
export function readPairs(bytes: Uint8Array, fileName: string, { needsBoth = true } = {}): PairText[] {
  if (bytes.length > LIMIT_BYTES) throw new AppError("too-large", `${fileName} is larger than 64 MB.`);
  const text = decodeWholeText(bytes);
  if (text === undefined) throw new AppError("invalid-file", `${fileName} is neither UTF-8 nor CP949 text.`);
  const lines = text.replace(/(\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "");
  if (first === undefined) throw new AppError("invalid-file", `${fileName} is empty.`);
  const texts = isHeader(first) ? fromCsv(text, fileName, needsBoth) : fromLines(lines, fileName, needsBoth);
  if (texts.every((pairs) => pairs.length === 0)) throw new AppError("invalid-file", `${fileName} holds no pairs.`);
  return texts;
}

function fromLines(lines: readonly string[], fileName: string, needsBoth: boolean): PairText[] {
  const texts: Pair[][] = [[]];
  lines.forEach((line, index) => {
    if (line.trim() === "") {
      texts.push([]);
      return;
    }
    const cells = line.split("\t");
    if (cells.length > 2 || (needsBoth && cells.length < 2)) {
      throw new AppError(
        "invalid-file",
        `${fileName}, line ${index + 1}: one tab between original and normalised is expected; a CSV begins with the header original,normalised.`,
      );
    }
    texts.at(-1)!.push(pairOf(cells[0]!, cells[1], `${fileName}, line ${index + 1}`));
  });
  return texts;
}

function isHeader(line: string): boolean {
  const names = namesOf(line.split(","));
  return names.includes("original") && (names.length === 1 || names.includes("normalised"));
}

/** Both spellings of the second column are read. */
function namesOf(cells: readonly string[]): string[] {
  return cells.map((name) =>
    name
      .replaceAll('"', "")
      .trim()
      .toLowerCase()
      .replace(/^normalized$/, "normalised"),
  );
}

function fromCsv(text: string, fileName: string, needsBoth: boolean): PairText[] {
  const rows = csvRows(text, fileName);
  const headerAt = rows.findIndex((row) => !isBlank(row));
  const header = namesOf(rows[headerAt]!);
  const [originalAt, normalisedAt] = [header.indexOf("original"), header.indexOf("normalised")];
  if (needsBoth && normalisedAt < 0) throw new AppError("invalid-file", `${fileName} has no column normalised.`);
  const texts: Pair[][] = [[]];
  let isSentence = false;
  rows.slice(headerAt + 1).forEach((row, index) => {
    const place = `${fileName}, row ${headerAt + index + 2}`;
    if (isBlank(row)) {
      texts.push([]);
      isSentence = false;
      return;
    }
    const original = row[originalAt];
    const normalised = normalisedAt < 0 ? undefined : row[normalisedAt];
    if (original === undefined || (needsBoth && normalised === undefined)) {
      throw new AppError("invalid-file", `${place} has too few columns.`);
    }
    if (original.length > longestText || (normalised?.length ?? 0) > longestText) {
      throw new AppError("invalid-file", `${place}: the text is longer than ${longestText} characters.`);
    }
    if (/\S\s+\S/.test(original)) {
      const aligned = alignWords(original, normalised).map((pair) => pairOf(pair.original, pair.normalised, place));
      if (texts.at(-1)!.length === 0) texts.pop();
      texts.push(aligned);
      isSentence = true;
      return;
    }
    if (isSentence) texts.push([]);
    isSentence = false;
    texts.at(-1)!.push(pairOf(original, normalised, place));
  });
  return texts;
}

function csvRows(text: string, fileName: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: false, bom: true });
  } catch (cause) {
    throw new AppError("invalid-file", `${fileName} is not well-formed CSV: ${(cause as Error).message}.`, { cause });
  }
}

function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === "");
}

function pairOf(original: string, normalised: string | undefined, place: string): Pair {
  const token = original.normalize("NFC").trim();
  if (token === "") throw new AppError("invalid-file", `${place}: the original is missing.`);
  if (token.length > longestToken || (normalised?.length ?? 0) > longestToken) {
    throw new AppError("invalid-file", `${place}: a token is longer than ${longestToken} characters.`);
  }
  return { original: token, normalised: normalised?.normalize("NFC").replaceAll(/\s+/g, " ").trim() };
}
