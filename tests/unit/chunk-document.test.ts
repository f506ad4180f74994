import { describe, expect, it } from "vitest";
import { chunkDocument, estimateTokens } from "../../shared/knowledge/chunk-document.ts";
import { splitSentences } from "../../shared/knowledge/split-sentences.ts";
import { extracted } from "../harness/extracted.ts";

const chunksOf = async (markdown: string) =>
  Array.fromAsync(chunkDocument((await extracted("markdown", markdown)).blocks));
const sentence = (index: number) => `점검 순서 ${index}번은 밸브를 천천히 열고 압력을 확인하는 것이다.`;

describe("chunks", () => {
  it("never cross a heading, and know the headings above them", async () => {
    const chunks = await chunksOf("# A\none\n\ntwo\n## B\nthree\n## B\nfour\n");
    expect(chunks.map(({ text, headings }) => [text, headings])).toEqual([
      ["one\n\ntwo", ["A"]],
      ["three", ["A", "B"]],
      ["four", ["A", "B"]],
    ]);
  });

  it("have lines that are lines of the source", async () => {
    const source = `# A\n\n${Array.from({ length: 60 }, (_, index) => `- ${sentence(index)}`).join("\n")}\n\nlast\n`;
    const lines = source.split("\n");
    const chunks = await chunksOf(source);
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text, line } of chunks) {
      for (const [at, found] of text.split("\n").entries()) expect(lines[line - 1 + at]).toContain(found);
    }
  });

  it("stay within the budget, with an overlap inside a long paragraph", async () => {
    const paragraph = Array.from({ length: 60 }, (_, index) => sentence(index)).join(" ");
    const chunks = await chunksOf(`# A\n${paragraph}\n`);
    for (const { text } of chunks) expect(estimateTokens(text)).toBeLessThanOrEqual(220);
    for (const [index, { text }] of chunks.slice(1).entries()) {
      const before = splitSentences(chunks[index]!.text).map((found) => found.text);
      expect(before.slice(-2)).toContain(splitSentences(text)[0]!.text);
    }
    for (let index = 0; index < 60; index += 1)
      expect(chunks.some(({ text }) => text.includes(sentence(index)))).toBe(true);
  });

  it("never cut a table row, and cut a sentence without end", async () => {
    const row = `| ${"값 ".repeat(400)} | b |`;
    expect((await chunksOf(`| a | b |\n|---|---|\n${row}\n`)).at(-1)!.text).toBe(`a | b\n${row.slice(2, -2).trim()}`);
    const chunks = await chunksOf("가".repeat(5_000));
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.map(({ text }) => text).join("")).toBe("가".repeat(5_000));
  });

  it("of an enormous paragraph take time in proportion", async () => {
    const start = performance.now();
    const block = { kind: "text" as const, text: `${sentence(1)}\n`.repeat(40_000), line: 1, headings: [] };
    expect((await Array.fromAsync(chunkDocument([block]))).length).toBeGreaterThan(1_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("sentences", () => {
  it.each([
    ["밸브를 연다. 압력을 본다! 정상인가? 끝", ["밸브를 연다.", "압력을 본다!", "정상인가?", "끝"]],
    [
      "See No. 3 and Fig. 2. Then 0.5 mm at 1.5 bar. Done.",
      ["See No. 3 and Fig. 2.", "Then 0.5 mm at 1.5 bar.", "Done."],
    ],
    ["first\nsecond\n\nthird", ["first", "second", "third"]],
    ["1. Close it. 2. Lock it.", ["1. Close it.", "2. Lock it."]],
    ["   ", []],
  ])("of %j", (text, wanted) => {
    expect(splitSentences(text).map((found) => found.text)).toEqual(wanted);
    for (const { text: found, start } of splitSentences(text))
      expect(text.slice(start, start + found.length)).toBe(found);
  });
});
