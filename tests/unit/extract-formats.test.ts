import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { byteSource } from "../../shared/formats/byte-source.ts";
import { chunkDocument } from "../../shared/knowledge/chunk-document.ts";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { extractDocument } from "../../shared/knowledge/extract-document.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import { releaseDocument } from "../../shared/knowledge/release-document.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { embeddedPorts } from "../harness/embedded-ports.ts";
import { extracted } from "../harness/extracted.ts";
import { makeDocx, paragraph, table } from "../harness/make-docx.ts";
import { makePdf } from "../harness/make-pdf.ts";
import { makeWorkbook } from "../harness/make-workbook.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };

describe("a PDF", () => {
  const page = (number: number, text: string) => [
    { text: "Plant manual 7", top: 800, size: 9 },
    { text: `${number}. Seals`, top: 760, size: 18 },
    { text: `Check the seal of pump ${text} for leaks`, top: 730 },
    { text: "before every start.", top: 716 },
    { text: "Record the result.", top: 680 },
    { text: "Then tell the shift leader.", top: 640 },
    { text: `Wait for the answer to ${text}.`, top: 600 },
    { text: `Page ${number} of 4`, top: 30, size: 9 },
  ];

  it("gives paragraphs with page and line, headings by size, without running titles and page numbers", async () => {
    const pdf = makePdf([page(1, "A"), page(2, "B"), page(3, "C"), []], { title: "Pump manual" });
    const found = await Array.fromAsync(extractDocument("pdf", byteSource(pdf)));
    expect(found[0]).toEqual({ kind: "title", text: "Pump manual" });
    expect(found.slice(1, 3).concat(found.slice(5, 6))).toEqual([
      {
        kind: "text",
        text: "Check the seal of pump A for leaks before every start.",
        line: 3,
        page: 1,
        headings: ["1. Seals"],
      },
      { kind: "text", text: "Record the result.", line: 5, page: 1, headings: ["1. Seals"] },
      expect.objectContaining({ text: "Check the seal of pump B for leaks before every start.", page: 2 }),
    ]);
    expect(found.at(-1)).toEqual({ kind: "scan", page: 4 });
    expect(JSON.stringify(found)).not.toMatch(/manual 7|Page \d/);
  });

  it("is not indexed empty: one of scans needs OCR, and one with some says which", async () => {
    const ports = embeddedPorts();
    const add = (fileName: string, content: Uint8Array) => registerDocument(ports, operator, { content, fileName });
    const scans = await add("scans.pdf", makePdf([[], []]));
    const mixed = await add("mixed.pdf", makePdf([page(1, "A"), []]));
    await drainIngestion(ports, { deadline: new Date(8e12) });
    expect(await ports.documents.read(scans.id)).toMatchObject({
      status: "needsOcr",
      reason: expect.stringContaining("OCR"),
    });
    expect(await ports.documents.read(mixed.id)).toMatchObject({
      status: "indexed",
      reason: expect.stringMatching(/scans: 2\./),
    });
    expect((await ports.documents.read(mixed.id))?.chunkCount).toBe(await ports.index.count());
  });
});

describe("a Word document", () => {
  const body =
    paragraph("압력용기 지침", "a3") +
    paragraph("점검", "1") +
    paragraph("누설을 &lt;확인&gt;한다.") +
    `<w:p><w:r><w:t>지운 </w:t></w:r><w:del><w:r><w:delText>옛 글</w:delText></w:r></w:del><w:r><w:tab/><w:t>뒤</w:t></w:r></w:p>` +
    paragraph("기준", "Sub") +
    table([
      ["항목", "값"],
      ["온도", "80 ℃"],
      ["진동", "7.1 mm/s"],
    ]) +
    `<w:p><w:r><w:lastRenderedPageBreak/><w:t>다음 쪽</w:t></w:r></w:p>` +
    `<mc:AlternateContent><mc:Choice>${paragraph("상자")}</mc:Choice><mc:Fallback>${paragraph("상자")}</mc:Fallback></mc:AlternateContent>`;

  it("gives headings by style, paragraphs, tables by row with their header, and pages", async () => {
    const { title, blocks } = await extracted("docx", makeDocx(body), 1_000);
    expect(title).toBe("압력용기 지침");
    expect(blocks.map(({ kind, text, page, headings, header }) => [kind, text, page, headings.at(-1), header])).toEqual(
      [
        ["text", "누설을 <확인>한다.", 1, "점검", undefined],
        ["text", "지운 뒤", 1, "점검", undefined],
        ["row", "항목 | 값", 1, "기준", undefined],
        ["row", "온도 | 80 ℃", 1, "기준", "항목 | 값"],
        ["row", "진동 | 7.1 mm/s", 1, "기준", "항목 | 값"],
        ["text", "다음 쪽", 2, "기준", undefined],
        ["text", "상자", 2, "기준", undefined],
      ],
    );
  });
});

describe("a table", () => {
  const rows = Array.from({ length: 80 }, (_, n) => [`설비 ${n}`, `${n} mm/s`, `점검 항목 ${n}의 설명과 조치 방법`]);
  const header = "설비 | 한계 | 조치";
  const all = [["설비", "한계", "조치"], ...rows];
  const html = `<table>${all.map((cells, n) => `<tr>${cells.map((cell) => (n === 0 ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join("")}</tr>`).join("")}</table>`;
  const markdown = all.map((cells, n) => `| ${cells.join(" | ")} |${n === 0 ? "\n|---|---|---|" : ""}`).join("\n");
  it.each([
    ["csv", all.map((cells) => cells.join(",")).join("\n")],
    ["xlsx", makeWorkbook(all)],
    ["docx", makeDocx(table(all))],
    ["html", html],
    ["markdown", markdown],
  ] as const)("that is split shows its header in every chunk: %s", async (format, content) => {
    const { blocks } = await extracted(format, content);
    expect(blocks.map(({ text }) => text)).toEqual(all.map((cells) => cells.join(" | ")));
    const chunks = await Array.fromAsync(chunkDocument(blocks));
    expect(chunks.length).toBeGreaterThan(5);
    for (const { text } of chunks) expect(text.split("\n")[0]).toBe(header);
    for (const cells of rows) {
      expect(chunks.filter(({ text }) => text.includes(cells.join(" | ")))).toHaveLength(1);
    }
  });

  it("of a workbook stands under the name of its sheet, each row where the sheet has it", async () => {
    const { blocks } = await extracted("xlsx", makeWorkbook([["a"], [], ["c"]]));
    expect(blocks.map(({ text, line, headings }) => [text, line, headings])).toEqual([
      ["a", 1, ["Sheet1"]],
      ["c", 3, ["Sheet1"]],
    ]);
  });
});

describe("a document that can't be read says why, and is not tried again until it is released", () => {
  const bomb = zipSync({ "word/document.xml": new Uint8Array(20_000_000) }, { level: 9 });
  it.each<[string, string, Uint8Array, RegExp]>([
    ["an encrypted PDF", "a.pdf", makePdf([[{ text: "x", top: 700 }]], { encrypted: true }), /encrypted/],
    ["half a PDF", "a.pdf", Buffer.from("%PDF-1.7\nbroken"), /damaged/],
    ["a text named PDF", "a.pdf", Buffer.from("just text"), /no pdf/],
    ["a PDF named text", "a.txt", makePdf([[{ text: "x", top: 700 }]]), /no text but a pdf/],
    ["a zip bomb as a Word document", "a.docx", bomb, /unpacks/],
    ["a workbook as a Word document", "a.docx", makeWorkbook([["a"]]), /no Word document/],
    ["half a Word document", "a.docx", makeDocx(paragraph("x".repeat(9_000))).slice(0, 120), /damaged/],
    ["an encrypted Word document", "a.docx", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /encrypted/],
    ["a Word document as a workbook", "a.xlsx", makeDocx(paragraph("x")), /not a workbook/],
    ["a broken CSV", "a.csv", Buffer.from('a,b\n1,"2\n'), /never closed/],
  ])("%s", async (_, fileName, content, reason) => {
    const ports = embeddedPorts();
    const { id } = await registerDocument(ports, operator, { content, fileName });
    const drain = () => drainIngestion(ports, { deadline: new Date(8e12) });
    expect(await drain()).toMatchObject({ documents: 0, failed: 1 });
    const failed = await ports.documents.read(id);
    expect(failed).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) });
    expect(failed?.failures).toEqual([{ at: expect.any(String), reason: failed?.reason }]);
    expect(await drain()).toMatchObject({ failed: 0 });
    ports.advance(1_000);
    expect(await releaseDocument(ports, id)).toMatchObject({ status: "queued", attempts: 0 });
    await expect(releaseDocument(ports, id)).rejects.toMatchObject({ code: "conflict" });
    expect(await drain()).toMatchObject({ failed: 1 });
    expect((await ports.documents.read(id))?.failures).toHaveLength(2);
    await expect(releaseDocument(ports, "nothing")).rejects.toMatchObject({ code: "not-found" });
  });
});
