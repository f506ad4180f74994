import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import iconv from "iconv-lite";
import { describe, expect, it, onTestFinished } from "vitest";
import { readTable, type TableRow, type TableSource } from "../../shared/imports/read-table.ts";
import { makeWorkbook } from "../harness/make-workbook.ts";

async function rowsOf(source: TableSource | string, fileName = "table.csv"): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const given = typeof source === "string" ? Buffer.from(source) : source;
  for await (const row of readTable(given, { fileName })) rows.push(row);
  return rows;
}

const cellsOf = async (source: TableSource | string) => (await rowsOf(source)).map(({ cells }) => ({ ...cells }));

describe("a CSV file", () => {
  it("gives rows by column, numbered as a spreadsheet does", async () => {
    const rows = await rowsOf("title,location\nLeak,PE\n\nNoise,PP\n");
    expect(rows).toEqual([
      { row: 2, cells: { title: "Leak", location: "PE" } },
      { row: 4, cells: { title: "Noise", location: "PP" } },
    ]);
  });

  it("may quote fields that hold separators, quotes and line breaks, with Windows line ends", async () => {
    expect(await cellsOf('a,b\r\n"x, ""y""","p\r\nq"\r\n')).toEqual([{ a: 'x, "y"', b: "p\r\nq" }]);
  });

  it("may hold a lone quote as a sign for inches", async () => {
    expect(await cellsOf('a,b\n6" valve,leaks\n')).toEqual([{ a: '6" valve', b: "leaks" }]);
  });

  it.each([
    ["UTF-8", Buffer.from("작업명,설비\n펌프 누설,펌프\n")],
    ["UTF-8 with BOM", Buffer.from("\uFEFF작업명,설비\n펌프 누설,펌프\n")],
    ["CP949", iconv.encode("작업명,설비\n펌프 누설,펌프\n", "cp949")],
    ["UTF-16 with BOM", iconv.encode("작업명\t설비\n펌프 누설\t펌프\n", "utf-16le", { addBOM: true })],
    ["big-endian UTF-16 with BOM", iconv.encode("작업명,설비\n펌프 누설,펌프\n", "utf-16be", { addBOM: true })],
  ])("is read in %s", async (_, bytes) => {
    expect(await cellsOf(bytes)).toEqual([{ 작업명: "펌프 누설", 설비: "펌프" }]);
  });

  it("is read in UTF-16 in pieces that cut a character", async () => {
    const bytes = iconv.encode("작업명\t설비\n펌프 누설\t펌프\n", "utf-16le", { addBOM: true });
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 21) yield bytes.subarray(at, at + 21);
    };
    expect(await cellsOf(pieces)).toEqual([{ 작업명: "펌프 누설", 설비: "펌프" }]);
  });

  it("is read in CP949 when only its last row tells, and with syllables that only CP949 has", async () => {
    const ascii = "a,b\n".concat("x,y\n".repeat(50_000));
    const bytes = iconv.encode(`${ascii}똠,펲\n`, "cp949");
    expect((await cellsOf(bytes)).at(-1)).toEqual({ a: "똠", b: "펲" });
  });

  it.each([";", "\t"])("may be separated by %j", async (separator) => {
    expect(await cellsOf(`a${separator}b\n1${separator}2,5\n`)).toEqual([{ a: "1", b: "2,5" }]);
  });

  it("marks a row with too few or too many cells, and goes on", async () => {
    const rows = await rowsOf("a,b\n1\n1,2,3\n1,2,\n1,2\n");
    expect(rows.map(({ row, problem }) => [row, problem])).toEqual([
      [2, "has 1 cells where the header has 2"],
      [3, "has 3 cells where the header has 2"],
      [4, undefined],
      [5, undefined],
    ]);
  });

  it("names nameless and repeated columns", async () => {
    expect(await cellsOf(",a,a\n1,2,3\n")).toEqual([{ "column 1": "1", a: "2", "a (2)": "3" }]);
  });

  it("is read piece by piece from a file of any size", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pmark-table-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "big.csv");
    writeFileSync(file, "제목,자리\n".concat("펌프 누설,가\n".repeat(200_000)));
    let rows = 0;
    for await (const { cells } of readTable(() => createReadStream(file), { fileName: "big.csv" })) {
      if (cells["제목"] === "펌프 누설") rows += 1;
    }
    expect(rows).toBe(200_000);
  });
});

describe("a workbook", () => {
  it("gives the rows of its first sheet, dates and numbers as text, trailing empty cells allowed", async () => {
    const bytes = makeWorkbook([
      ["작업명", "일자", "번호"],
      ["펌프 & 밸브", new Date("2024-05-31T00:00:00Z"), 7],
      [],
      ["소음"],
    ]);
    expect(await rowsOf(bytes, "history.csv")).toEqual([
      { row: 2, cells: { 작업명: "펌프 & 밸브", 일자: "2024-05-31T00:00:00.000Z", 번호: "7" } },
      { row: 4, cells: { 작업명: "소음", 일자: "", 번호: "" } },
    ]);
  });

  it("of more rows than fit into one piece is read whole", async () => {
    const bytes = makeWorkbook([["a"], ...Array.from({ length: 20_000 }, (_, index) => [`row ${index}`])]);
    expect((await rowsOf(bytes)).at(-1)).toEqual({ row: 20_001, cells: { a: "row 19999" } });
  });
});

describe("a workbook as spreadsheet programs write it", () => {
  const sheet = (cells: string) => `<x:worksheet xmlns:x="m"><x:sheetData>${cells}</x:sheetData></x:worksheet>`;
  const head = '<?xml version="1.0"?>';
  /** Sheets before the shared strings, names with prefixes, the first sheet in another file than the first. */
  const workbook = (strings: string, rows: string, level: 0 | 6 = 6) =>
    zipSync(
      {
        "xl/worksheets/sheet1.xml": strToU8(head + sheet('<x:row r="1"><x:c r="A1"><x:v>9</x:v></x:c></x:row>')),
        "xl/worksheets/sheet2.xml": strToU8(head + sheet(rows)),
        "xl/workbook.xml": strToU8(
          `${head}<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="이력" sheetId="2" r:id="rId2"/><x:sheet name="b" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>`,
        ),
        "xl/_rels/workbook.xml.rels": strToU8(
          '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        ),
        "xl/styles.xml": strToU8(
          '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;년&quot; m&quot;월&quot;"/><numFmt numFmtId="165" formatCode="#,##0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
        ),
        "xl/sharedStrings.xml": strToU8(strings),
      },
      { level },
    );

  it("has shared and rich texts, dates from 1904, formulas and truth values", async () => {
    const strings =
      "<sst><si><t>제목</t></si><si><r><t>펌프 </t></r><r><rPr/><t xml:space='preserve'>누설&amp;소음</t></r><rPh><t>읽기</t></rPh></si></sst>";
    const rows = `<x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="B2" t="inlineStr"><x:is><x:t>일자</x:t></x:is></x:c><x:c r="D2" t="str"><x:v>수</x:v></x:c></x:row>
      <x:row r="7"><x:c t="s"><x:v>1</x:v></x:c><x:c s="1"><x:v>43950.5</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c r="D7" s="2"><x:f>1+1</x:f><x:v>2.50</x:v></x:c></x:row>`;
    expect(await rowsOf(workbook(strings, rows))).toEqual([
      { row: 7, cells: { 제목: "펌프 누설&소음", 일자: "2024-04-30T12:00:00.000Z", "column 3": "true", 수: "2.5" } },
    ]);
  });

  it("may have more shared texts than memory should hold, in any order", async () => {
    const count = 30_000;
    const text = (index: number) => `${index} ${"펌프 씰 누설 점검 ".repeat(9)}`;
    const strings = `<sst>${Array.from({ length: count }, (_, index) => `<si><t>${text(index)}</t></si>`).join("")}</sst>`;
    const order = Array.from({ length: count }, (_, row) => (row * 7_919) % count);
    const rows = ["<x:row><x:c t='str'><x:v>a</x:v></x:c></x:row>"]
      .concat(order.map((index) => `<x:row><x:c t="s"><x:v>${index}</x:v></x:c></x:row>`))
      .join("");
    const found = await rowsOf(workbook(strings, rows));
    expect(found).toHaveLength(count);
    for (const [at, index] of order.entries()) {
      if (found[at]?.cells["a"] !== text(index)) expect.fail(`row ${at}`);
    }
  });
});

describe("what is no table", () => {
  const bomb = zipSync(
    { ...unzipSync(makeWorkbook([["a"]])), "xl/worksheets/sheet1.xml": new Uint8Array(60_000_000) },
    { level: 9 },
  );
  const many = zipSync(
    Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.xml`, new Uint8Array()])),
  );
  const brokenZip = makeWorkbook([["a"], ["1"]]).slice(0, 200);

  it.each([
    ["nothing", "", /empty/],
    ["blank lines", "\n\n", /no header/],
    ["an open quote", 'a,b\n1,"2\n3,4\n', /line 3: .*never closed/],
    ["an open quote in a large file", `a\n"${"x".repeat(1_100_000)}`, /never closed/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]), /neither UTF-8, UTF-16 nor CP949/],
    ["text with NUL", "a\0b\n1\n", /neither/],
    ["an old or encrypted workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /encrypted.*\.xlsx/],
    ["half a workbook", brokenZip, /damaged/],
    ["an archive that is no workbook", zipSync({ "a.txt": Buffer.from("x") }), /not a workbook/],
    ["a zip bomb", bomb, /unpacks to far more/],
    ["an archive of too many entries", many, /unpacks to far more/],
  ])("%s is an invalid file, and says why", async (_, content, reason) => {
    await expect(rowsOf(content)).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringMatching(reason),
    });
  });

  it("a picture that is named a workbook is refused as no workbook", async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
    await expect(rowsOf(picture, "table.xlsx")).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringContaining("table.xlsx is not an XLSX file"),
    });
  });

  it("a zip bomb with a lying directory unpacks to what it declared, and no more", async () => {
    const lying = Buffer.from(bomb);
    const directory = lying.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    lying.writeUInt32LE(1_000, directory + 24);
    await expect(rowsOf(lying)).rejects.toMatchObject({ code: "invalid-file" });
  });

  it.each([
    ["a far column", '<row r="2"><c r="XFD2"><v>1</v></c></row>'],
    ["a far row", '<row r="9999999"><c r="CV9999999"><v>1</v></c></row>'],
    ["a row without end", '<row r="1e15"><c r="A1"><v>1</v></c></row>'],
    ["a place written in entities", '<row r="2"><c r="&#88;FD2"><v>1</v></c></row>'],
    ["more cells than a table has", `<row>${"<c><v>1</v></c>".repeat(1_001)}</row>`],
  ])("a workbook with %s is refused", async (_, row) => {
    const entries = unzipSync(makeWorkbook([["a"]]));
    const sheet = "xl/worksheets/sheet1.xml";
    entries[sheet] = strToU8(strFromU8(entries[sheet]!).replace("</sheetData>", `${row}</sheetData>`));
    await expect(rowsOf(zipSync(entries))).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringMatching(/far outside/),
    });
  });

  it("an archive whose directory points at one entry again and again is read once, and is no workbook", async () => {
    const bytes = Buffer.from(zipSync({ "a.xml": new Uint8Array(30_000_000) }, { level: 0 }));
    const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    const entry = Buffer.from(bytes.subarray(directory, end));
    const tail = Buffer.from(bytes.subarray(end));
    tail.writeUInt16LE(200, 8);
    tail.writeUInt16LE(200, 10);
    const repeated = Buffer.concat([bytes.subarray(0, directory), ...Array.from({ length: 200 }, () => entry), tail]);
    await expect(rowsOf(repeated)).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringMatching(/not a workbook/),
    });
  });
});
