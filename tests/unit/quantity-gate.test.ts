import { describe, expect, it } from "vitest";
import { quantityGate } from "../../shared/chat/quantity-gate.ts";

const sources = ["라이닝은 4 mm 아래에서 교환한다.", "제동 토크 150 %, 7.1 mm/s"];

function through(tokens: string[]) {
  const pieces: string[] = [];
  const gate = quantityGate((piece) => pieces.push(piece), sources);
  for (const token of tokens) gate.take(token);
  const before = pieces.join("");
  gate.end();
  return { text: pieces.join(""), before, pieces, isStopped: gate.signal.aborted };
}

describe("an answer's numbers", () => {
  it.each([
    ["라이닝은 4 mm 아래에서 교환합니다 [1]."],
    ["1. 토크 150%\n2. 진동 7.1 mm/s"],
    ["no number"],
    ["끝은 4 mm"],
  ])("pass whole, however the text is cut: %j", (text) => {
    for (const size of [1, 2, 3, 7, 100]) {
      const tokens = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))!;
      expect(through(tokens)).toMatchObject({ text, isStopped: false });
    }
  });

  it.each([
    ["라이닝은 40 mm 아래에서 교환합니다.", "라이닝은 "],
    ["라이닝은 4 cm 아래", "라이닝은 "],
    ["진동은 7.1 mm 이하, 토크 150 %", "진동은 "],
    ["토크는 150 % 그리고 3000 rpm입니다.", "토크는 150 % 그리고 "],
    ["끝은 5 mm", "끝은 "],
  ])("that no source holds stop it before a reader sees them: %j", (text, seen) => {
    for (const size of [1, 2, 3]) {
      const tokens = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))!;
      const { text: passed, isStopped } = through(tokens);
      expect([passed, isStopped]).toEqual([seen, true]);
    }
  });

  it("hold back nothing else", () => {
    expect(through(["라이닝", "은 ", "닳으면 ", "바꿉니다"]).pieces).toEqual(["라이닝", "은 ", "닳으면 ", "바꿉니다"]);
    expect(through(["두께 4"]).before).toBe("두께 ");
  });
});
