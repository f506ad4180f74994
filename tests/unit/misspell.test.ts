import { describe, expect, it } from "vitest";
import { withoutSpaces, withTypos } from "../../shared/evaluation/misspell.ts";
import { toJamo } from "../../shared/terms/jamo.ts";

describe("typos put in for evaluation", () => {
  const texts = [
    "펌프 진동 조치 순서 알려줘",
    "압축기 트립 설정값",
    "how often are steam traps surveyed",
    "MOV 작동불량",
  ];

  it.each(texts)("are the same every time, and few: %s", (text) => {
    const misspelt = withTypos(text);
    expect(misspelt).not.toBe(text);
    expect(withTypos(text)).toBe(misspelt);
    const [before, after] = [text.split(" "), misspelt.split(" ")];
    expect(after).toHaveLength(before.length);
    const changed = before.filter((word, index) => word !== after[index]).length;
    expect(changed).toBe(Math.max(1, Math.floor(before.length / 3)));
  });

  it("are slips of one key or sound in a Korean word", () => {
    for (const word of ["컨베이어", "밸브", "변압기", "누설"]) {
      const [before, after] = [toJamo(word), toJamo(withTypos(word))];
      expect(Math.abs(before.length - after.length)).toBeLessThanOrEqual(3);
      expect(after).not.toBe(before);
    }
  });

  it("leave numbers and short codes alone, and survive any text", () => {
    for (const text of ["", " ", "100", "M24", "가", "ㅋㅋ", "🙂🙂🙂🙂", "\ud83d 펌프", "a".repeat(1_000)]) {
      expect(withTypos(text).length).toBeGreaterThanOrEqual(text.length - 1);
    }
    expect(withTypos("M24 100 6205")).toBe("M24 100 6205");
  });
});

describe("spaces taken away for evaluation", () => {
  it("are all those beside Hangul, and every third one in English", () => {
    expect(withoutSpaces("펌프 진동이 7.5 mm/s 이면")).toBe("펌프진동이7.5 mm/s이면");
    expect(withoutSpaces("a b c d e f g")).toBe("a b cd e fg");
  });
});
