import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { alignWords } from "../../shared/terms/learning/align-words.ts";
import { readPairs } from "../../shared/terms/learning/read-pairs.ts";
import { readText } from "../fixtures/learning-pairs.ts";

describe("lines of original, tab, normalised", () => {
  it("are texts parted by blank lines, with any line ends and a BOM", () => {
    expect(readText("\uFEFFA1\t<id>\r\nRPL\treplace\r\n\r\nLASS\t\r\n")).toEqual([
      [
        { original: "A1", normalised: "<id>" },
        { original: "RPL", normalised: "replace" },
      ],
      [{ original: "LASS", normalised: "" }],
    ]);
  });

  it("keep every blank line as the end of a text", () => {
    expect(readText("a\ta\n\n\nb\tb\n\n").map((text) => text.length)).toEqual([1, 0, 1, 0]);
  });

  it.each([
    ["a line without a tab", "a\tb\nc\n", /line 2: one tab/],
    ["a line with two tabs", "a\tb\tc\n", /line 1: one tab/],
    ["a missing original", "\tb\n", /line 1: the original is missing/],
    ["a token without end", `a\t${"x".repeat(300)}\n`, /longer than 200/],
    ["an empty file", " \n", /is empty/],
    ["bytes that are no text", "a\0\tb", /neither UTF-8 nor CP949/],
  ])("are refused for %s, by number", (_, text, reason) => {
    expect(() => readText(text)).toThrow(reason);
  });

  it("may lack the normalised side where only the original counts", () => {
    const texts = readPairs(new TextEncoder().encode("RPL\nrope\n"), "tokens", { needsBoth: false });
    expect(texts).toEqual([
      [
        { original: "RPL", normalised: undefined },
        { original: "rope", normalised: undefined },
      ],
    ]);
  });
});

describe("CSV with original and normalised", () => {
  it("reads quoted cells, columns in any order, and blank rows as ends of texts", () => {
    expect(readText('normalised,id,original\n"a, b",1,AB\n,,\nrope,2,ROPE\n')).toEqual([
      [{ original: "AB", normalised: "a, b" }],
      [{ original: "ROPE", normalised: "rope" }],
    ]);
  });

  it("lays the words of a row of several words together", () => {
    expect(readText("original,normalized\nRPL l/h rope,replace left hand rope\nX,y\n")).toEqual([
      [
        { original: "RPL", normalised: "replace" },
        { original: "l/h", normalised: "left hand" },
        { original: "rope", normalised: "rope" },
      ],
      [{ original: "X", normalised: "y" }],
    ]);
  });

  it("reads CP949", () => {
    expect(readPairs(iconv.encode("original,normalised\n모타,모터\n", "cp949"), "korean.csv")).toEqual([
      [{ original: "모타", normalised: "모터" }],
    ]);
  });

  it.each([
    ["the header alone", "original,normalised\n", /holds no pairs/],
    ["no second column", "original\nrope\n", /no column normalised/],
    ["a row that is too short", "original,normalised\nrope\n", /row 2 has too few columns/],
    ["a quote that does not end", 'original,normalised\n"rope,b\n', /not well-formed CSV/],
    ["a text without end", `original,normalised\n${"a ".repeat(2000)},b\n`, /longer than 2000/],
  ])("is refused for %s", (_, text, reason) => {
    expect(() => readText(text)).toThrow(reason);
  });
});

describe("words laid together", () => {
  it.each([
    ["AUTO GREASER worn", "autogreaser worn", ["autogreaser", "", "worn"]],
    ["c/o pump", "change out pump", ["change out", "pump"]],
    ["pump", "", [""]],
  ])("%s -> %s", (original, normalised, expected) => {
    expect(alignWords(original, normalised).map((pair) => pair.normalised)).toEqual(expected);
  });
});
