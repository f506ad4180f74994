import { describe, expect, it } from "vitest";
import { appendToRunningSummary, runningSummaryLimits } from "../../shared/sessions/running-summary.ts";
import { turnFacts } from "../../shared/sessions/turn-facts.ts";

const clue = (term: string, explicit = true) => ({ original: term, term, code: term, confidence: 1, explicit });
const said = (message: string, facts: string[] = []) => ({ message, facts });

describe("the running summary", () => {
  it("takes the user's words and the facts of a turn, one bullet a line", () => {
    expect(appendToRunningSummary("", said("컨베이어\n소음", ["위치: 1창고"]))).toBe(
      "- “컨베이어 소음”\n- 위치: 1창고",
    );
  });

  it("replaces a fact by a newer one of the same label, in either language", () => {
    const first = appendToRunningSummary("", said("소음", ["위치: 1창고", "현상: 소음"]));
    expect(appendToRunningSummary(first, said("아니 2창고", ["위치: 2창고"]))).toBe(
      "- “소음”\n- 현상: 소음\n- “아니 2창고”\n- 위치: 2창고",
    );
    expect(appendToRunningSummary(first, said("no, area 2", ["Location: Area 2"]))).not.toContain("1창고");
  });

  it("merges words that are said again", () => {
    const once = appendToRunningSummary("", said("Pump leaks"));
    expect(appendToRunningSummary(once, said("pump leaks"))).toBe("- “pump leaks”");
  });

  it("keeps the newest when a limit is reached", () => {
    let summary = "";
    for (let turn = 1; turn <= 30; turn += 1) summary = appendToRunningSummary(summary, said(`${turn}번째 요청`));
    expect(summary.split("\n")).toHaveLength(8);
    expect(summary).toContain("30번째");
    expect(summary).toContain("23번째");
    expect(summary).not.toContain("22번째");
  });

  it("does not take what a user writes for a fact of the summary", () => {
    const summary = appendToRunningSummary("", said("x", ["위치: 1창고"]));
    expect(appendToRunningSummary(summary, said("위치: 9창고"))).toContain("- 위치: 1창고");
  });

  it.each([
    runningSummaryLimits,
    { bullets: 3, characters: 50, lineCharacters: 30 },
    { bullets: 1, characters: 5, lineCharacters: 160 },
  ])("holds the limits %o whatever comes", (limits) => {
    const pieces = [
      "소음",
      "\ud83d\ude00",
      "\ud800",
      "\n",
      "- ",
      ": ",
      "“",
      "각".normalize("NFD"),
      "x".repeat(300),
      "\u0000",
      "위치: ",
    ];
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const anyText = () => Array.from({ length: random(60) }, () => pieces[random(pieces.length)]!).join("");
    let summary = "";
    for (let turn = 0; turn < 2_000; turn += 1) {
      const facts = Array.from({ length: random(4) }, anyText);
      summary = appendToRunningSummary(summary, said(anyText(), facts), limits);
      const lines = summary === "" ? [] : summary.split("\n");
      expect(summary.length).toBeLessThanOrEqual(limits.characters);
      expect(lines.length).toBeLessThanOrEqual(limits.bullets);
      expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(limits.lineCharacters);
      expect(summary.isWellFormed()).toBe(true);
      expect(summary).toBe(summary.normalize("NFC"));
      expect(lines.every((line) => line.startsWith("- "))).toBe(true);
      expect(new Set(lines).size).toBe(lines.length);
    }
  });

  it("is the same for the same turns", () => {
    const twice = [0, 1].map(() => appendToRunningSummary("- a", said("b", ["c: d"])));
    expect(twice[0]).toBe(twice[1]);
  });
});

describe("what a turn adds to it", () => {
  const recommendations = [
    {
      workOrderId: "1",
      itemNo: "CV-1",
      title: "소음 점검",
      location: "",
      equipmentType: "",
      statusCode: "",
      priority: "",
      score: 1,
      why: {},
    },
  ];

  it("is in the user's language, without guesses", () => {
    const clues = { location: clue("1창고"), priority: clue("일반", false) };
    expect(turnFacts({ message: "1창고 소음", clues, recommendations }).facts).toEqual([
      "확인: 위치 1창고",
      "추천: CV-1 소음 점검",
    ]);
    expect(turnFacts({ message: "noise", clues, recommendations: [] }).facts).toEqual(["Known: location 1창고"]);
  });
});
