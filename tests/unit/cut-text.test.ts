import { describe, expect, it } from "vitest";
import { cutAtWord, cutText, oneLine } from "../../shared/sessions/cut-text.ts";

const hostile = [
  "👩‍🔧👨‍👩‍👧‍👦".repeat(200),
  "한글".normalize("NFD").repeat(2_000),
  "\ud83d".repeat(500),
  `a${"\u0301".repeat(1_000)}`,
  "각".normalize("NFD").slice(0, 2).repeat(400),
  "소음 ".repeat(500),
  "",
];

describe("cutting text", () => {
  it("leaves a text that fits as it is, in NFC", () => {
    expect(cutText("소음".normalize("NFD"), 2)).toBe("소음");
  });

  it("ends a cut text in an ellipsis within the limit", () => {
    expect(cutText("컨베이어 소음", 6)).toBe("컨베이어…");
  });

  it("keeps an emoji whole or leaves it out", () => {
    expect(cutText("ab😀cd", 4)).toBe("ab…");
    expect(cutText("ab😀cd", 5)).toBe("ab😀…");
  });

  it.each(hostile)("keeps hostile text %# within every limit and well-formed", (text) => {
    for (let limit = 0; limit <= 40; limit += 1) {
      for (const cut of [cutText(text, limit), cutAtWord(text, limit)]) {
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut).toBe(cut.normalize("NFC"));
      }
    }
  });

  it("never leaves half of a decomposed syllable", () => {
    const text = "각".repeat(50);
    for (let limit = 2; limit < 40; limit += 1) {
      expect(cutText(text.normalize("NFD"), limit).replace("…", "")).toMatch(/^각*$/);
    }
  });

  it("cuts before the word that does not fit", () => {
    expect(cutAtWord("1창고 7번 라인 컨베이어 소음", 12)).toBe("1창고 7번 라인");
    expect(cutAtWord("아주긴한단어하나뿐인문장입니다", 6)).toBe("아주긴한단어");
  });

  it("puts a text on one line", () => {
    expect(oneLine(" 소음\r\n\t심함\u2028끝\u0000 ")).toBe("소음 심함 끝");
  });
});
