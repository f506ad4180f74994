import { describe, expect, it } from "vitest";
import { applyTurn, titleOf } from "../../shared/sessions/apply-turn.ts";
import { toSession } from "../../shared/sessions/public-session.ts";
import { sampleSession, sampleTurn } from "../contract/samples.ts";

const now = new Date("2030-02-03T04:05:06.000Z");
const clue = (term: string) => ({ original: term, term, code: term, confidence: 1, explicit: true });
const field = (term: string) => ({ original: term, term, code: term, confidence: 1 });
const session = sampleSession("s1", { title: "" });
const turn = (id: string, more = {}) => ({ ...sampleTurn(id, "s1"), message: "1창고 컨베이어 소음", ...more });
const complete = {
  clues: { location: clue("1창고"), statusCode: clue("고장") },
  parsed: { scenario: "S1" as const, fields: { location: field("1창고"), statusCode: field("고장") }, confidence: 1 },
};

describe("a session after a turn", () => {
  it("is named after its first message, once", () => {
    const first = applyTurn(session, turn("t1"), now);
    expect(first.title).toBe("1창고 컨베이어 소음");
    expect(applyTurn(first, turn("t2", { message: "다른 말" }), now).title).toBe("1창고 컨베이어 소음");
    expect(applyTurn({ ...session, title: "내 제목" }, turn("t1"), now).title).toBe("내 제목");
  });

  it("counts the turn and carries the time, the clues and what is missing", () => {
    const after = applyTurn(session, turn("t1", complete), now);
    expect(after).toMatchObject({ turnCount: 1, updatedAt: now.toISOString(), missing: ["equipmentType"] });
    expect(after.clues).toEqual(complete.clues);
    expect(after.runningSummary).toContain("확인: 위치 1창고, 현상 고장");
  });

  it("recommends from when enough is known, and does not fall back", () => {
    const collecting = applyTurn(session, turn("t1"), now);
    expect(collecting.state).toBe("collecting");
    const recommending = applyTurn(collecting, turn("t2", complete), now);
    expect(recommending.state).toBe("recommending");
    expect(applyTurn({ ...recommending, state: "finalizing" }, turn("t3", complete), now).state).toBe("finalizing");
  });

  it("stays ended when a turn that was accepted before is stored after", () => {
    expect(applyTurn({ ...session, state: "ended" }, turn("t1", complete), now).state).toBe("ended");
  });

  it("carries the last four turns, their texts cut to 600 characters", () => {
    let after = session;
    for (let count = 1; count <= 6; count += 1) {
      after = applyTurn(after, turn(`t${count}`, { answer: "가".repeat(2_000) }), now);
    }
    expect(after.recentTurns.map(({ id }) => id)).toEqual(["t3", "t4", "t5", "t6"]);
    expect(after.recentTurns[0]?.answer).toHaveLength(600);
  });

  it("keeps the clues of a turn that came first when an older one is applied on top", () => {
    const newer = applyTurn(session, turn("t1", complete), now);
    const overtaken = turn("t2", {
      clues: { location: clue("2창고") },
      parsed: { scenario: "S1", fields: { location: field("2창고") }, confidence: 1 },
    });
    expect(applyTurn(newer, overtaken, now).clues).toEqual({ location: clue("2창고"), statusCode: clue("고장") });
  });

  it("shows its owner nothing of how it is stored", () => {
    const shown = toSession(session);
    expect(Object.keys(shown)).not.toContain("recentTurns");
    expect(Object.keys(shown)).not.toContain("summaryStatus");
    expect(Object.keys(shown)).not.toContain("summaryRevision");
  });
});

describe("a title from a message", () => {
  it("is at most 40 characters, cut at a word", () => {
    expect(titleOf("  the pump at the north side\nof the plant is leaking oil  ")).toBe(
      "the pump at the north side of the plant",
    );
    expect(titleOf("가".repeat(1_000))).toHaveLength(40);
  });
});
