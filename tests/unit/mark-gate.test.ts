import { describe, expect, it } from "vitest";
import { markGate } from "../../shared/chat/mark-gate.ts";

function through(text: string, size: number) {
  let passed = "";
  const gate = markGate((piece) => void (passed += piece), [1, 2]);
  for (const token of text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))!) gate.take(token);
  gate.end();
  return { passed, removed: gate.removed() };
}

describe("the marks of an answer", () => {
  it.each([
    ["라이닝을 교환합니다 [1]. 토크를 맞춥니다 [2].", "라이닝을 교환합니다 [1]. 토크를 맞춥니다 [2].", 0],
    ["It is replaced [7]. Then tested [1][12].", "It is replaced . Then tested [1].", 2],
    ["[3] at the start, and [0] and [999]", " at the start, and  and ", 3],
    ["An [open bracket, [12 and a [1", "An [open bracket, [12 and a [1", 0],
    ["ends with space \n", "ends with space \n", 0],
  ])("%j become %j, however the text is cut", (text, wanted, removed) => {
    for (const size of [1, 2, 3, 5, 100]) expect(through(text, size)).toEqual({ passed: wanted, removed });
  });
});
