import { describe, expect, it } from "vitest";
import { answerByRules } from "../../shared/chat/answer-by-rules.ts";
import { answerPhrases } from "../../shared/chat/answer-phrases.ts";
import { smallTalk } from "../../shared/chat/small-talk.ts";
import { newTurnState, type TurnState } from "../../shared/chat/turn-state.ts";
import type { Recommendation, SessionRecord } from "../../shared/ports/session-store.ts";
import { chatApp, conversation } from "../harness/chat-app.ts";

function stateOf(message: string, lastAnswer?: string, more: Partial<TurnState> = {}): TurnState {
  const recentTurns =
    lastAnswer === undefined ? [] : [{ id: "t", message: "m", answer: lastAnswer, recommendedIds: ["w"] }];
  const session = { id: "s", clues: {}, missing: [], recentTurns } as unknown as SessionRecord;
  return { ...newTurnState({ message, session, groups: [], searchOn: true, answer: "" }), ...more };
}
const replyTo = (message: string, lastAnswer?: string) => smallTalk(stateOf(message, lastAnswer), "ko");
const { greeting, thanks, howToDraft, draft } = answerPhrases.ko;

describe("small talk", () => {
  it.each(["안녕하세요", "안녕하세요!", "수고하세요", "hello", "Hi there", "good morning!"])(
    "greets back: %s",
    (message) => {
      expect(replyTo(message)).toBe(greeting);
    },
  );

  it.each(["감사합니다", "네, 감사합니다!", "고마워요", "thanks", "Thank you so much"])(
    "takes thanks: %s",
    (message) => {
      expect(replyTo(message)).toBe(thanks);
    },
  );

  it.each(["네", "응", "네 만들어 주세요", "ok", "yes please", "ok create the work order", "작업오더 만들어줘"])(
    "says how a draft is made once it was offered: %s",
    (message) => {
      expect(replyTo(message, `내용\n${draft}`)).toBe(howToDraft);
      expect(replyTo(message)).toBeUndefined();
    },
  );

  it.each(["컨베이어 소음", "hello, the pump leaks", "안녕하세요 펌프가 새요", "hinge", "예열기 고장"])(
    "is not a report: %s",
    (message) => {
      expect(replyTo(message, draft)).toBeUndefined();
    },
  );
});

describe("a turn of small talk", () => {
  it("gets a friendly line and no apology", async () => {
    const { say } = await conversation(await chatApp());
    const hello = await say("안녕하세요");
    expect([hello.answer, hello.recommendations]).toEqual([greeting, []]);
    expect(hello.path.at(-1)).toBe("checkQuality");
    await say("1창고 7번 라인 컨베이어 소음");
    expect((await say("네")).answer).toBe(howToDraft);
  });
});

describe("the reasons for past work", () => {
  const work = { title: "t", location: "Yard", equipmentType: "Kite", statusCode: "Torn" } as Recommendation;
  const answer = (why: Recommendation["why"], more: Partial<Recommendation> = {}) =>
    answerByRules(stateOf("m", undefined, { recommendations: [{ ...work, why, ...more }], missing: ["priority"] }));

  it("call what has little in common another one, and a kind of the same class the same kind", () => {
    const parsed = {
      scenario: "S1",
      confidence: 1,
      fields: { location: { original: "옥상", confidence: 1 } },
    } as const;
    const text = answerByRules(
      stateOf("m", undefined, {
        parsed,
        recommendations: [{ ...work, why: { location: 0.07, equipmentType: 0.72, statusCode: 0.8, text: 1 } }],
      }),
    );
    expect(text).toContain("(다른 위치, 같은 종류의 설비, 현상 80% 비슷함, 비슷한 표현)");
    expect(answer({ location: 1 }, { location: "" })).not.toContain("위치 같음");
  });
});
