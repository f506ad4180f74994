import { AppError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { readZip } from "./read-zip.ts";
import { sharedStrings } from "./shared-strings.ts";
import { sheetSink, type SheetRow } from "./sheet-sink.ts";
import { isDateFormat, type CellFormats } from "./cell-formats.ts";
import { xmlSink } from "./xml-sink.ts";

export type Workbook = {
  sheets: string[];
  /** The rows of a sheet that hold something, as they are read. */
  rows(sheet: string): AsyncGenerator<SheetRow>;
  close(): void;
};

/**
 * A workbook (.xlsx). Its small parts are read here, each sheet when its rows are asked for. To be closed. Throws
 * `invalid-file` where it is damaged, encrypted or none.
 */
export async function openWorkbook(source: ByteSource): Promise<Workbook> {
  const strings = sharedStrings();
  const sheets: { name: string; relation: string }[] = [];
  const targets = new Map<string, string>();
  const formats: CellFormats = { isDate: [], startsIn1904: false };
  const custom = new Map<number, string>();
  let inCells = false;
  let text: string | undefined;
  let isPhonetic = false;

  const parts: Record<string, ReturnType<typeof xmlSink>> = {
    "workbook.xml": xmlSink({
      open(name, { name: sheet = "", "r:id": relation, date1904 = "0", ...others }) {
        const id = relation ?? Object.entries(others).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
        if (name === "sheet") sheets.push({ name: sheet, relation: id });
        if (name === "workbookPr") formats.startsIn1904 = date1904 === "1" || date1904 === "true";
      },
    }),
    "workbook.xml.rels": xmlSink({
      open(name, { Id = "", Target = "" }) {
        if (name === "Relationship") targets.set(Id, Target);
      },
    }),
    "styles.xml": xmlSink({
      open(name, { numFmtId = "0", formatCode = "" }) {
        if (name === "numFmt") custom.set(Number(numFmtId), formatCode);
        if (name === "cellXfs") inCells = true;
        if (name === "xf" && inCells) formats.isDate.push(isDateFormat(Number(numFmtId), custom));
      },
      close(name) {
        if (name === "cellXfs") inCells = false;
      },
    }),
    "sharedStrings.xml": xmlSink({
      open(name) {
        if (name === "si") text = "";
        if (name === "rPh") isPhonetic = true;
      },
      text(piece) {
        if (text !== undefined && !isPhonetic) text += piece;
      },
      close(name) {
        if (name === "rPh") isPhonetic = false;
        if (name === "si") strings.add(text ?? "");
        if (name === "si") text = undefined;
      },
    }),
  };
  try {
    for await (const _ of readZip(source, (entry) => parts[baseOf(entry)]));
    if (sheets.length === 0) throw new AppError("invalid-file", "It is not a workbook (.xlsx) that can be read.");
  } catch (error) {
    strings.close();
    throw error;
  }

  async function* rows(sheet: string): AsyncGenerator<SheetRow> {
    const relation = sheets.find(({ name }) => name === sheet)?.relation ?? "";
    const wanted = baseOf(targets.get(relation) ?? "");
    const reader = sheetSink(strings, formats);
    for await (const _ of readZip(source, (entry) => (isSheet(entry, wanted) ? reader.sink : undefined))) {
      yield* reader.take();
      if (reader.isComplete()) return;
    }
    throw new AppError("invalid-file", `Its sheet "${sheet.slice(0, 60)}" is damaged or missing.`);
  }

  return { sheets: sheets.map(({ name }) => name), rows, close: () => strings.close() };
}

function baseOf(entry: string): string {
  return entry.slice(entry.lastIndexOf("/") + 1);
}

function isSheet(entry: string, wanted: string): boolean {
  return /(?:^|\/)worksheets\//.test(entry) && baseOf(entry) === wanted;
}
