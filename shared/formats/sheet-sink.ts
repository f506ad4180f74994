import { AppError } from "../errors.ts";
import { dateOf, type CellFormats } from "./cell-formats.ts";
import type { EntrySink } from "./read-zip.ts";
import { xmlSink } from "./xml-sink.ts";

/** `row` counts from 1. Dates are RFC 3339, numbers and truth values their usual text. */
export type SheetRow = { row: number; cells: string[] };

const COLUMN_LIMIT = 1_000;
/** As spreadsheet programs have it. */
const ROW_LIMIT = 1_048_576;
/** And so have they this one. */
const CELL_LIMIT_CHARACTERS = 32_767;

/** Rows out of a sheet's XML. */
export function sheetSink(strings: { get(index: number): string | undefined }, formats: CellFormats) {
  let ready: SheetRow[] = [];
  let isComplete = false;
  let row: SheetRow = { row: 0, cells: [] };
  let cell = { column: 0, type: "n", style: 0, text: "" };
  let isValue = false;
  let isPhonetic = false;

  const read: EntrySink = xmlSink({
    open(name, { r, t = "n", s = "0" }) {
      if (name === "row") row = { row: r === undefined ? row.row + 1 : rowNumber(r), cells: [] };
      else if (name === "c") {
        const column = r === undefined ? row.cells.length : columnOf(r);
        if (column >= COLUMN_LIMIT) throw outside(r ?? "a row of many cells");
        cell = { column, type: t, style: Number(s), text: "" };
      } else if (name === "rPh") isPhonetic = true;
      else if (name === "v" || name === "t") isValue = !isPhonetic;
    },
    text(piece) {
      if (isValue) cell.text = (cell.text + piece).slice(0, CELL_LIMIT_CHARACTERS);
    },
    close(name) {
      if (name === "v" || name === "t") isValue = false;
      else if (name === "rPh") isPhonetic = false;
      else if (name === "c") {
        while (row.cells.length < cell.column) row.cells.push("");
        row.cells[cell.column] = valueOf(cell);
      } else if (name === "row" && row.cells.length > 0) ready.push(row);
      else if (name === "sheetData") isComplete = true;
    },
  });

  function valueOf({ type, style, text }: typeof cell): string {
    if (type === "s") return strings.get(Number(text)) ?? "";
    if (type === "b") return text === "1" ? "true" : "false";
    if (type !== "n") return text;
    const number = Number(text);
    if (text === "" || Number.isNaN(number)) return text;
    return (formats.isDate[style] ? dateOf(number, formats) : undefined) ?? String(number);
  }

  return {
    sink: ((content, isLast) => {
      if (!isComplete) read(content, isLast);
    }) satisfies EntrySink,
    /** What has been read since the last call. */
    take(): SheetRow[] {
      const taken = ready;
      ready = [];
      return taken;
    },
    isComplete: () => isComplete,
  };
}

function columnOf(place: string): number {
  const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/.exec(place) ?? [];
  if (letters === undefined || Number(row) > ROW_LIMIT) throw outside(place);
  let number = 0;
  for (let index = 0; index < letters.length; index += 1) number = number * 26 + letters.charCodeAt(index) - 64;
  return number - 1;
}

function rowNumber(place: string): number {
  if (!/^\d{1,7}$/.test(place) || Number(place) > ROW_LIMIT) throw outside(place);
  return Number(place);
}

function outside(place: string): AppError {
  return new AppError("invalid-file", `It places cells far outside a table: ${place.slice(0, 30)}.`);
}
