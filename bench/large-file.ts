import { closeSync, openSync, writeSync } from "node:fs";
import { Zip, ZipPassThrough } from "fflate";

export type LargeFileKind = "markdown" | "html" | "text" | "csv" | "xlsx";

export const extensionOf: Record<LargeFileKind, string> = {
  markdown: ".md",
  html: ".html",
  text: ".txt",
  csv: ".csv",
  xlsx: ".xlsx",
};

/** Writes a file of about so many bytes whose sections or rows all differ; it never stands in memory. */
export function writeLargeFile(file: string, kind: LargeFileKind, sizeBytes: number): void {
  const handle = openSync(file, "w");
  try {
    if (kind === "xlsx") writeWorkbook((bytes) => void writeSync(handle, bytes), sizeBytes);
    else {
      const { head, part } = parts[kind];
      let size = writeSync(handle, head);
      for (let index = 0; size < sizeBytes; index += 1) size += writeSync(handle, part(index));
    }
  } finally {
    closeSync(handle);
  }
}

const sentence = (index: number) =>
  `설비 ${index}의 베어링 온도는 ${60 + (index % 20)} ℃ 이하로 유지한다. Check seal ${index} for leaks and record it in form F-${index}.`;
const row = (index: number) => [`T-${index}`, `펌프 ${index} 씰 누설`, sentence(index), "2026-01-02T03:04:05Z"];

const parts: Record<Exclude<LargeFileKind, "xlsx">, { head: string; part: (index: number) => string }> = {
  markdown: {
    head: "# 지침\n\n",
    part: (index) => `## ${index}. 점검\n\n${sentence(index)}\n\n- ${sentence(index + 1)}\n\n`,
  },
  html: { head: "<h1>지침</h1>\n", part: (index) => `<h2>${index}. 점검</h2><p>${sentence(index)}</p>\n` },
  text: { head: "지침\n\n", part: (index) => `${sentence(index)}\n${sentence(index + 1)}\n\n` },
  csv: {
    head: "itemNo,title,details,createdAt\n",
    part: (index) =>
      `${row(index)
        .map((cell) => `"${cell}"`)
        .join(",")}\n`,
  },
};

/** Stored, not deflated, so that its size tells how much is read; every text is a shared one, as spreadsheet programs write it. */
function writeWorkbook(write: (bytes: Uint8Array) => void, sizeBytes: number): void {
  const zip = new Zip((error, bytes) => {
    if (error !== null) throw error;
    write(bytes);
  });
  const entry = (name: string, pieces: Iterable<string>) => {
    const file = new ZipPassThrough(name);
    zip.add(file);
    for (const piece of pieces) file.push(Buffer.from(piece));
    file.push(new Uint8Array(), true);
  };
  const rows = Math.floor(sizeBytes / 360);
  entry("xl/workbook.xml", ['<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>']);
  entry("xl/_rels/workbook.xml.rels", [
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  ]);
  entry("xl/worksheets/sheet1.xml", sheet(rows));
  entry("xl/sharedStrings.xml", strings(rows));
  zip.end();
}

function* sheet(rows: number): Generator<string> {
  yield "<worksheet><sheetData>";
  for (let index = 0; index <= rows; index += 1) {
    const cells = [0, 1, 2, 3].map((column) => `<c t="s"><v>${index * 4 + column}</v></c>`).join("");
    yield `<row r="${index + 1}">${cells}</row>`;
  }
  yield "</sheetData></worksheet>";
}

function* strings(rows: number): Generator<string> {
  yield "<sst>";
  for (let index = 0; index <= rows; index += 1) {
    const cells = index === 0 ? ["itemNo", "title", "details", "createdAt"] : row(index);
    yield cells.map((cell) => `<si><t>${cell}</t></si>`).join("");
  }
  yield "</sst>";
}
