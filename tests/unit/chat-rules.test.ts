import { describe, expect, it } from "vitest";
import { answerByRules } from "../../shared/chat/answer-by-rules.ts";
import { isQuestion } from "../../shared/chat/is-question.ts";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import { asksAboutPastWork, countedWorkOrderId, wantsOtherWork } from "../../shared/chat/referred-work.ts";
import { withRelativeLocation } from "../../shared/chat/relative-location.ts";
import { scoreQuality } from "../../shared/chat/score-quality.ts";
import { newTurnState, type TurnState } from "../../shared/chat/turn-state.ts";
import { within } from "../../shared/chat/within.ts";
import type { Clue, SessionRecord } from "../../shared/ports/session-store.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";

const said = (term: string, original = term): Clue => ({
  term,
  original,
  code: term,
  confidence: 0.95,
  explicit: true,
});

/** The state of a turn that has come this far. */
function turnState(facts: Partial<TurnState>): TurnState {
  const session = { id: "s", clues: {}, missing: [], recentTurns: [] } as unknown as SessionRecord;
  return { ...newTurnState({ message: "m", session, groups: [], searchOn: true, answer: "" }), ...facts };
}

const known = turnState({
  parsed: {
    scenario: "S1",
    confidence: 0.95,
    fields: { location: { original: "옥상", term: "Roof", code: "R", confidence: 0.95 } },
  },
  clues: { location: said("Roof", "옥상"), equipmentType: said("Kite") },
  recommendations: [
    {
      workOrderId: "w",
      itemNo: "K-1",
      title: "연줄 교체",
      location: "Roof",
      equipmentType: "Kite",
      statusCode: "",
      priority: "",
      score: 0.9,
      why: { location: 1, equipmentType: 0.72 },
    },
  ],
  pastWork: { workOrderId: "w", title: "연줄 교체", details: "끊어진 줄을 바꿈.", date: "2025-01-02" },
});
const citation = { id: 1, documentId: "d", title: "Kites", page: 3, quote: "Fly it low.", score: 1 };

describe("the answer by rules", () => {
  it("says what was understood, why the past work is similar, what was done, and what comes next", () => {
    expect(answerByRules(known).split("\n")).toEqual([
      "이렇게 이해했습니다: 위치 “옥상” → Roof",
      "지금까지 확인한 내용: 설비 Kite",
      "가장 비슷한 과거 작업: “연줄 교체” (2025-01-02, 위치 같음, 같은 종류의 설비)",
      "당시 내용: 끊어진 줄을 바꿈.",
      "이 내용으로 작업오더 초안을 만들까요?",
    ]);
  });

  it("asks for what is missing instead of offering a draft, in English as well", () => {
    const answer = answerByRules({ ...known, language: "en", missing: ["equipmentType", "statusCode"] });
    expect(answer).toContain("(2025-01-02, same location, same kind of equipment)");
    expect(answer).toMatch(/Which kind of equipment is it\?\nWhat is the symptom, or the work you need\?$/);
  });

  it("begins with the cited passage when something was asked", () => {
    const answer = answerByRules({ ...known, language: "en", isQuestion: true, citations: [citation] });
    expect(answer.split("\n")[0]).toBe("The manual says: “Fly it low.” [1] (Kites, page 3)");
  });

  it("names words that are no standard term, and says when no past work is similar", () => {
    const fields = { equipmentType: { original: "도깨비", confidence: 0.4 } };
    const answer = answerByRules({ ...known, parsed: { ...known.parsed, fields }, recommendations: [] });
    expect(answer).toContain("“도깨비” 표현은 표준 용어에서 찾지 못했습니다.");
    expect(answer).toContain("비슷한 과거 작업은 찾지 못했습니다.");
  });

  it("keeps a message that adds nothing short, and is empty when there is nothing to go on", () => {
    const parsed = { scenario: "S3" as const, fields: {}, confidence: 0 };
    expect(answerByRules({ ...known, parsed })).not.toContain("연줄 교체");
    expect(answerByRules(turnState({}))).toBe("");
  });
});

describe("the quality of a turn", () => {
  const hits = [
    {
      score: 1,
      chunk: {
        id: "d#0",
        documentId: "d",
        ordinal: 0,
        title: "Kites",
        headings: [],
        text: "Fly it  LOW. Then land.",
        contentType: "text/plain",
        language: "en" as const,
        allowedGroups: [],
        updatedAt: "",
      },
    },
  ];

  it("counts quotes that stand in their source and numbers that name a citation", () => {
    const cited = { ...known, hits, citations: [citation] };
    expect(scoreQuality({ ...cited, answer: "Low [1]." }).scores["grounding"]).toBe(1);
    expect(scoreQuality({ ...cited, answer: "Low [1], high [7]." }).scores["grounding"]).toBeCloseTo(2 / 3);
    const madeUp = { ...citation, quote: "Fly it high." };
    expect(scoreQuality({ ...cited, citations: [madeUp], answer: "High [1]." }).scores["grounding"]).toBe(0.5);
  });

  it("is low, whatever the answer, when nothing was understood", () => {
    expect(scoreQuality(turnState({ answer: "All is well." })).overall).toBe(0);
    expect(scoreQuality(known).overall).toBeGreaterThan(0.9);
  });
});

describe("a question", () => {
  it.each([
    "어떻게 점검하나요",
    "LOTO 절차 알려줘",
    "기준이 뭐야",
    "how do I lock it",
    "what limit applies",
    "괜찮을까?",
  ])("is seen in %s", (message) => expect(isQuestion(message)).toBe(true));
  it.each(["소음이 심해요", "replace the seal", "아니 8번이야", "leaking again"])("is not seen in %s", (message) =>
    expect(isQuestion(message)).toBe(false),
  );
});

describe("words that point at past work", () => {
  it.each([
    ["두 번째 작업은 뭐야?", "b"],
    ["2번째 거", "b"],
    ["tell me about the first one", "a"],
    ["세번째", undefined],
    ["2번 라인", undefined],
  ])("count it out: %s", (message, expected) => {
    expect(countedWorkOrderId(message, ["a", "b"])).toBe(expected);
  });

  it("ask for what was done, or for others", () => {
    const asks = (message: string, fields = {}) =>
      asksAboutPastWork({
        message,
        isQuestion: isQuestion(message),
        parsed: { scenario: "S3", fields, confidence: 0 },
      });
    expect(["그때 원인이 뭐였어?", "어떻게 고쳤어?", "how was it fixed?"].every((message) => asks(message))).toBe(true);
    expect(asks("왜 고장났어?", { statusCode: { original: "고장", confidence: 1 } })).toBe(false);
    expect(wantsOtherWork("비슷한 사례 더 없나요?")).toBe(true);
    expect(wantsOtherWork("소음이 더 심해요")).toBe(false);
  });
});

describe("a place that is named by its number alone", () => {
  const vocabulary = compileVocabulary(
    [1, 2, 3].map((line) => ({
      category: "location" as const,
      code: `L${line}`,
      name: `Hall 9 Line ${line}`,
      aliases: [`9동 ${line}라인`],
    })),
    1,
  );
  const known = { ...said("Hall 9 Line 1", "9동 1라인"), code: "L1" };
  const placeIn = (message: string, clue: Clue | undefined = known) => {
    const given = { message, vocabulary, clues: {}, knownItemNos: new Set<string>(), recentTurns: [] };
    return withRelativeLocation(parseByRules(given), message, clue, vocabulary).fields.location;
  };

  it.each([
    ["아니 2번 라인이야", "Hall 9 Line 2"],
    ["3라인이요", "Hall 9 Line 3"],
    ["no, line 2", "Hall 9 Line 2"],
  ])("is read from the known one: %s", (message, term) => {
    expect(placeIn(message)?.term).toBe(term);
  });

  it("is not made up: neither a line that the plant has not, nor a number of something else", () => {
    expect(placeIn("8라인")?.term).toBeUndefined();
    expect(placeIn("볼트 2개")?.term).toBeUndefined();
    expect(placeIn("2라인", undefined)?.term).not.toBe("Hall 9 Line 1");
  });
});

describe("waiting with a limit", () => {
  it("takes the result in time, otherwise the alternative, and swallows what fails too late", async () => {
    expect(await within(1_000, Promise.resolve(1), 2)).toBe(1);
    expect(await within(1, new Promise<number>(() => undefined), 2)).toBe(2);
    const late = new Promise<number>((_, reject) => setTimeout(() => reject(new Error("late")), 5));
    expect(await within(1, late, 2)).toBe(2);
  });
});
