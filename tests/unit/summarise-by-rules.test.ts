import { describe, expect, it } from "vitest";
import { bounded, summariseByRules, summaryLimits } from "../../shared/sessions/summarise-by-rules.ts";
import { withinBudget, type TurnExcerpt } from "../../shared/sessions/turn-excerpts.ts";

const clue = (term: string, explicit = true) => ({ original: term, term, code: term, confidence: 1, explicit });
const excerpt = (message: string, more: Partial<TurnExcerpt> = {}): TurnExcerpt => ({
  message,
  answer: "확인했습니다.",
  hasClues: true,
  ...more,
});

describe("a summary by rules", () => {
  it("says what was known, asked, suggested and made, in Korean for a Korean conversation", () => {
    const summary = summariseByRules({
      session: { title: "", turnCount: 2, clues: { location: clue("1창고"), priority: clue("일반", false) } },
      turns: [excerpt("1창고 컨베이어 소음"), excerpt("베어링 쪽이에요", { suggested: "CV-1 베어링 교체" })],
      workOrders: [{ title: "컨베이어 소음 점검", status: "finalized" }],
    });
    expect(summary.title).toBe("1창고 컨베이어 소음");
    expect(summary.keyPoints).toEqual([
      "확인된 내용: 위치 1창고",
      "첫 요청: “1창고 컨베이어 소음”",
      "마지막 요청: “베어링 쪽이에요”",
      "추천된 과거 작업: CV-1 베어링 교체",
      "작업오더 확정: 컨베이어 소음 점검",
    ]);
    expect(summary.text).toMatch(/^“1창고 컨베이어 소음” 요청으로 시작해 대화 2회로 끝났습니다\. /);
    for (const point of summary.keyPoints) expect(summary.text).not.toContain(point);
    expect(summary.text).not.toContain("일반");
  });

  it("names a work order once, however often it was drafted", () => {
    const { keyPoints } = summariseByRules({
      session: { title: "", turnCount: 1, clues: {} },
      turns: [excerpt("소음")],
      workOrders: (["draft", "draft", "finalized", "draft"] as const).map((status) => ({ title: "소음 점검", status })),
    });
    expect(keyPoints).toEqual(["첫 요청: “소음”", "작업오더 확정: 소음 점검"]);
  });

  it("is English for an English conversation", () => {
    const summary = summariseByRules({
      session: { title: "Pump", turnCount: 1, clues: {} },
      turns: [excerpt("pump is leaking")],
      workOrders: [],
    });
    expect(summary).toEqual({
      title: "Pump",
      text: "The session began with “pump is leaking” and took 1 turn. No work order was made.",
      keyPoints: ["First request: “pump is leaking”"],
    });
  });

  it("is honest about a session without a conversation", () => {
    const summary = summariseByRules({ session: { title: "", turnCount: 0, clues: {} }, turns: [], workOrders: [] });
    expect(summary).toEqual({ title: "대화 없는 세션", text: "대화 없이 끝난 세션입니다.", keyPoints: [] });
  });

  it("is cut to its limits, whoever wrote it", () => {
    const long = "가".repeat(10_000);
    const { title, text, keyPoints } = bounded({
      title: long,
      text: long,
      keyPoints: Array.from({ length: 50 }, () => long),
    });
    expect([title.length, text.length]).toEqual([summaryLimits.title, summaryLimits.text]);
    expect(keyPoints.map((point) => point.length)).toEqual(Array.from({ length: 8 }, () => 200));
  });
});

describe("what is read of a long conversation", () => {
  const turns = Array.from({ length: 200 }, (_, index) =>
    excerpt(`${String(index).padStart(3, "0")}${"x".repeat(97)}`, { answer: "", hasClues: index % 10 === 0 }),
  );
  const kept = withinBudget(turns, 2_500).map(({ message }) => Number(message.slice(0, 3)));

  it("stays within its budget, in order", () => {
    expect(kept).toHaveLength(25);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
  });

  it("is the first turn, the newest, and the newest of those with clues", () => {
    expect(kept).toContain(0);
    expect(kept.slice(-10)).toEqual([190, 191, 192, 193, 194, 195, 196, 197, 198, 199]);
    expect(kept.slice(1, -10).every((index) => index % 10 === 0)).toBe(true);
  });
});
