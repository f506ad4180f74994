import type { ByteSource } from "../formats/byte-source.ts";
import { csvRecords } from "../formats/csv-records.ts";
import { readDocx } from "../formats/docx.ts";
import { openWorkbook } from "../formats/workbook.ts";
import { BLOCK_LIMIT_CHARACTERS, type Block, type Extracted, headingPath } from "./extracted-document.ts";

/** The rows of a table of records, its first row as their header; `line` is the row's number. */
export async function* extractCsv(texts: AsyncIterable<string>): AsyncGenerator<Extracted> {
  const rows = tableRows();
  let line = 0;
  for await (const cells of csvRecords(texts)) yield* rows.add(cells, { line: ++line, headings: [] });
}

/** All sheets of a workbook, each under its name. */
export async function* extractWorkbook(source: ByteSource): AsyncGenerator<Extracted> {
  const workbook = await openWorkbook(source);
  const path = headingPath();
  try {
    for (const sheet of workbook.sheets) {
      path.enter(1, sheet);
      const rows = tableRows();
      for await (const { row, cells } of workbook.rows(sheet)) {
        yield* rows.add(cells, { line: row, headings: path.current() });
      }
    }
  } finally {
    workbook.close();
  }
}

/** A Word document; `line` counts lines of its text. */
export async function* extractDocx(source: ByteSource): AsyncGenerator<Extracted> {
  const path = headingPath();
  let rows = tableRows();
  let line = 1;
  let hasTitle = false;
  for await (const part of readDocx(source)) {
    if ((part.kind === "title" || part.kind === "heading") && !hasTitle) {
      hasTitle = true;
      yield { kind: "title", text: part.text };
    }
    if (part.kind === "title" || part.kind === "heading") path.enter(part.kind === "title" ? 1 : part.depth, part.text);
    else if (part.kind === "text") {
      yield { kind: "text", text: part.text, line, page: part.page, headings: path.current() };
    } else {
      if (part.isFirst) rows = tableRows();
      yield* rows.add(part.cells, { line, page: part.page, headings: path.current() });
    }
    line += 1;
  }
}

/** Rows as text, cells parted by bars; each but the first knows the header that stands above it. */
export function tableRows() {
  let header: string | undefined;
  return {
    *add(cells: string[], at: Pick<Block, "line" | "headings" | "page">): Generator<Block> {
      const shown = cells.map((cell) => cell.replaceAll(/\s+/g, " ").trim());
      while (shown.at(-1) === "") shown.pop();
      const text = shown.join(" | ").slice(0, BLOCK_LIMIT_CHARACTERS);
      if (text === "") return;
      yield { kind: "row", text, ...(header === undefined ? {} : { header }), ...at };
      header ??= text;
    },
  };
}
