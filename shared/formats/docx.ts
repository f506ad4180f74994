import type { ByteSource } from "./byte-source.ts";
import { readZip } from "./read-zip.ts";
import { xmlSink } from "./xml-sink.ts";
import { AppError } from "../errors.ts";

/** What a Word document holds, in its order. `page` is known where the document says where its pages broke last. */
export type DocxPart =
  | { kind: "heading"; depth: number; text: string }
  | { kind: "title"; text: string }
  | { kind: "text"; text: string; page: number }
  /** `isFirst`: of its table. */
  | { kind: "row"; cells: string[]; isFirst: boolean; page: number };

const TEXT_LIMIT_CHARACTERS = 60_000;
const CELL_LIMIT = 1_000;

/** A Word document (.docx) as it is read. Page headers, footers, comments and deleted text are left out. */
export async function* readDocx(source: ByteSource): AsyncGenerator<DocxPart> {
  const depths = await headingStyles(source);
  const ready: DocxPart[] = [];
  const reader = bodyReader(depths, (part) => ready.push(part));
  let hasBody = false;
  for await (const _ of readZip(source, (entry) => (entry === "word/document.xml" ? reader.sink : undefined))) {
    yield* ready.splice(0);
    if (reader.isComplete()) {
      hasBody = true;
      break;
    }
  }
  yield* ready;
  if (!hasBody) throw new AppError("invalid-file", "It is damaged, or no Word document (.docx).");
}

/** Styles that are headings, by what they say of themselves: their name or their outline level. 0 is the title's. */
async function headingStyles(source: ByteSource): Promise<Map<string, number>> {
  const depths = new Map<string, number>();
  let style = "";
  const sink = xmlSink({
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      if (name === "style") style = attributes["w:styleId"] ?? "";
      const heading = /^(?:heading|제목) ?([1-9])$/i.exec(value)?.[1];
      if (name === "name" && heading !== undefined) depths.set(style, Number(heading));
      if (name === "name" && /^(?:title|제목)$/i.test(value)) depths.set(style, 0);
      if (name === "outlineLvl" && !depths.has(style) && Number(value) < 9) depths.set(style, Number(value) + 1);
    },
  });
  for await (const _ of readZip(source, (entry) => (entry === "word/styles.xml" ? sink : undefined)));
  return depths;
}

function bodyReader(depths: Map<string, number>, found: (part: DocxPart) => void) {
  let page = 1;
  let text = "";
  let depth: number | undefined;
  let isText = false;
  let skipped = 0;
  let isComplete = false;
  const tables: { cells: string[]; cell: string; isFirst: boolean }[] = [];

  function endParagraph(): void {
    const paragraph = text.replaceAll(/[ \t]+/g, " ").trim();
    text = "";
    const table = tables.at(-1);
    if (paragraph === "") return;
    if (table !== undefined) table.cell += (table.cell === "" ? "" : " ") + paragraph;
    else if (depth === 0) found({ kind: "title", text: paragraph });
    else if (depth !== undefined) found({ kind: "heading", depth, text: paragraph });
    else found({ kind: "text", text: paragraph, page });
  }

  function endRow(): void {
    const table = tables.at(-1);
    if (table === undefined) return;
    const outer = tables.at(-2);
    // A table within a cell is part of that cell.
    if (outer !== undefined) outer.cell += ` ${table.cells.join(" ")}`;
    else if (table.cells.some((cell) => cell !== "")) {
      found({ kind: "row", cells: table.cells, isFirst: table.isFirst, page });
      table.isFirst = false;
    }
    table.cells = [];
  }

  const sink = xmlSink({
    open(name, attributes) {
      if (name === "Fallback") skipped += 1;
      if (name === "p") depth = undefined;
      if (name === "pStyle") depth = depths.get(attributes["w:val"] ?? "");
      if (name === "outlineLvl" && Number(attributes["w:val"]) < 9) depth = Number(attributes["w:val"]) + 1;
      if (name === "t") isText = skipped === 0;
      if (name === "tab" || name === "cr" || (name === "br" && attributes["w:type"] === undefined)) text += " ";
      if (name === "lastRenderedPageBreak") page += 1;
      if (name === "tbl") tables.push({ cells: [], cell: "", isFirst: true });
    },
    text(piece) {
      if (!isText) return;
      text += piece;
      if (text.length > TEXT_LIMIT_CHARACTERS) endParagraph();
    },
    close(name) {
      if (name === "Fallback") skipped -= 1;
      if (name === "t") isText = false;
      if (name === "p") endParagraph();
      if (name === "tr") endRow();
      if (name === "tbl") tables.pop();
      if (name === "body") isComplete = true;
      const table = tables.at(-1);
      if (name !== "tc" || table === undefined) return;
      table.cells.push(table.cell.trim());
      table.cell = "";
      if (table.cells.length === CELL_LIMIT) endRow();
    },
  });
  return { sink, isComplete: () => isComplete };
}
