import { describe, expect, it } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { chatApp, conversation } from "../harness/chat-app.ts";

const app = await chatApp();

const termsOf = (turn: Turn) =>
  Object.fromEntries(
    Object.entries(turn.clues).flatMap(([field, clue]) => (clue.explicit ? [[field, clue.term]] : [])),
  );

describe("a conversation in Korean", () => {
  it("gathers clues, asks for what is missing, takes corrections and uses what was said before", async () => {
    const { say, sessionId } = await conversation(app);

    const first = await say("컨베이어에서 소음이 심해요");
    expect(first).toMatchObject({ sessionId, degraded: false, missing: ["location"], recommendations: [] });
    expect(first.answer).toContain("위치를 알려 주세요");
    expect(first.clues.priority).toMatchObject({ code: "GENERAL", explicit: false });

    const second = await say("1창고 7번 라인이요");
    expect(second.parsed.scenario).toBe("S3");
    expect(termsOf(second)).toMatchObject({ location: "1창고 #7Line", statusCode: "고장.결함.수명소진" });
    expect(second.missing).toEqual([]);
    expect(second.recommendations[0]).toMatchObject({ location: "1창고 #7Line", why: { location: 1 } });
    expect(second.answer).toContain(second.recommendations[0]?.title);
    expect(second.answer).toContain("위치 같음");
    expect(second.answer).toContain("작업오더 초안을 만들까요?");

    const third = await say("아니 8번 라인이야, 긴급으로");
    expect(termsOf(third)).toMatchObject({ location: "1창고 #8Line", priority: "긴급작업(2일이내)" });
    expect(third.answer).toContain("“8번 라인” → 1창고 #8Line");

    const fourth = await say("두 번째 작업은 어떻게 조치했어?");
    expect(fourth.answer).toContain(`말씀하신 과거 작업: “${third.recommendations[1]?.title}”`);
    expect(fourth.answer).toContain("당시 내용");

    const fifth = await say("비슷한 사례 더 없나요?");
    const shown = new Set([third, fourth].flatMap((turn) => turn.recommendations.map((one) => one.workOrderId)));
    expect(fifth.recommendations.length).toBeGreaterThan(0);
    expect(fifth.recommendations.filter(({ workOrderId }) => shown.has(workOrderId))).toEqual([]);
  });

  it("drops what the user takes back, and asks for it again", async () => {
    const { say } = await conversation(app);
    await say("1창고 7번 라인 컨베이어 소음");
    const corrected = await say("컨베이어가 아니에요");
    expect(corrected.clues.equipmentType).toBeUndefined();
    expect(corrected.missing).toEqual(["equipmentType"]);
    expect(corrected.answer).toContain("어떤 설비인가요?");
    const { clues } = await say("펌프예요");
    expect(clues.equipmentType?.term).toContain("Pump");
  });
});

describe("a conversation in English", () => {
  it("gathers clues over several turns and answers in English", async () => {
    const { say } = await conversation(app);
    const first = await say("the pump is vibrating");
    expect(first.answer).toContain("Where is it?");
    const second = await say("at the coker");
    expect(termsOf(second)).toMatchObject({ location: "Coker", statusCode: "고장.결함.수명소진" });
    expect(second.recommendations.length).toBeGreaterThan(0);
    expect(second.answer).toContain("Most similar past work");
    const third = await say("how do I check the alignment?");
    expect(third.citations[0]?.quote).toContain("alignment");
    expect(third.answer).toContain("[1]");
    const fourth = await say("what was done back then?");
    expect(fourth.answer).toContain("The past work you mean");
  });
});

describe("a single message", () => {
  const ask = async (message: string) => (await conversation(app)).say(message);

  it("is answered from the manual, with a quote that stands in it", async () => {
    const turn = await ask("압력용기 누설 때 조치 순서가 어떻게 되나요?");
    expect(turn.path).toEqual(["validate", "parse", "normalise", "retrieve", "recommend", "respond", "checkQuality"]);
    expect(turn.citations[0]?.title).toContain("압력용기 누설");
    expect(turn.quality.scores).toMatchObject({ grounding: 1 });
    expect(turn.answer.startsWith("매뉴얼에는")).toBe(true);
    expect(Object.keys(turn.timings)).toEqual(turn.path);
  });

  it("finds past work by its item number", async () => {
    const [order] = (await app.workOrders.list({ userId: "nobody", limit: 1 })).items;
    const turn = await ask(`${order!.itemNo} 또 고장났어요`);
    expect(turn.parsed).toMatchObject({ scenario: "S2", fields: { itemNo: { term: order!.itemNo } } });
    expect(turn.recommendations[0]).toMatchObject({ itemNo: order!.itemNo });
    expect(turn.clues.location).toMatchObject({ term: order!.location, explicit: false });
    expect(turn.clues.equipmentType).toMatchObject({ term: order!.equipmentType, explicit: false });
    expect(turn.parsed.fields.location).toBeUndefined();
  });

  it.each(["asdf qwer zxcv", "12345"])("gets an honest apology when nothing is understood: %s", async (message) => {
    const turn = await ask(message);
    expect(turn.path.at(-1)).toBe("apologise");
    expect(turn.recommendations).toEqual([]);
    expect(turn.answer).toMatch(/죄송합니다|Sorry/);
    expect(turn.quality).toMatchObject({ retries: 0 });
  });
});
