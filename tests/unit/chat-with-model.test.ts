import { afterAll, describe, expect, it } from "vitest";
import { cancelTurn } from "../../shared/chat/cancel-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import { chatApp, collect, conversation, streamedText, technician } from "../harness/chat-app.ts";
import type { Behaviour } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const double = await startModelDouble();
const app = await chatApp({ MODEL_BASE_URL: double.url });
afterAll(() => double.stop());

const message = "1창고 7번 라인 컨베이어 소음";
const answering = (behaviour: Behaviour) =>
  double.behave((request) => (request.stream ? behaviour : { kind: "answer" }));
/** A healthy model that finds these fields, chooses these terms and always answers the same. */
const scripted = ({ fields, choices }: { fields: object[]; choices: object[] }) =>
  double.behave((request) => {
    if (request.stream) return { kind: "answer", text: "확인했습니다." };
    const isChoice = JSON.stringify(request.response_format).includes('"choices"');
    return { kind: "answer", json: isChoice ? { choices } : { fields } };
  });
const ask = async (text = message) => (await conversation(app)).say(text);
const stream = async (turnId: string) => {
  const { sessionId } = await conversation(app);
  return { sessionId, events: streamTurn(app, technician, { sessionId, message, turnId }) };
};

describe("a turn with a model", () => {
  it("takes the model's answer, what it found beside the rules' reading, and the standard term it chose", async () => {
    scripted({
      fields: [{ field: "statusCode", words: "뚜두둑", confidence: 0.9 }],
      choices: [{ category: "statusCode", term: "고장.결함.수명소진", confidence: 0.9 }],
    });
    const turn = await ask("1창고 7번 라인 컨베이어에 뚜두둑");
    expect(turn).toMatchObject({ degraded: false, answer: "확인했습니다." });
    expect(turn.parsed.fields).toMatchObject({
      location: { term: "1창고 #7Line" },
      statusCode: { original: "뚜두둑", term: "고장.결함.수명소진", confidence: 0.8 },
    });
    expect(turn.usage.completionTokens).toBe(60);
  });

  it("asks the model only for the answer when the rules are sure of every word, and else also for its reading", async () => {
    double.behave({ kind: "answer", text: "확인했습니다.", json: { fields: [], choices: [] } });
    const asked = async (text: string) => {
      const before = double.requests.length;
      expect(await ask(text)).toMatchObject({ degraded: false, answer: "확인했습니다." });
      return double.requests.slice(before).map(({ body }) => (body.stream ? "answer" : "reading"));
    };
    expect(await asked("1창고 7번 라인 컨베이어에서 소음")).toEqual(["answer"]);
    expect(await asked("1창고 7번 라인 컨베이어에서 소음, 어제부터 더 커짐")).toEqual(["reading", "answer"]);
  });

  it("believes neither words that the message does not hold nor terms that the plant does not have", async () => {
    scripted({
      fields: [
        { field: "location", words: "9공장", confidence: 1 },
        { field: "equipmentType", words: "뚝딱이", confidence: 1 },
      ],
      choices: [{ category: "equipmentType", term: "[MADE] Up/ Thing", confidence: 1 }],
    });
    const { parsed, clues } = await ask("뚝딱이 이상");
    expect(parsed.fields.location).toBeUndefined();
    expect(parsed.fields.equipmentType).toMatchObject({ original: "뚝딱이" });
    expect(parsed.fields.equipmentType?.term).toBeUndefined();
    expect(clues.equipmentType?.code).toBeUndefined();
  });

  it("states no number that neither the facts nor the talk holds: rules answer instead", async () => {
    const { sessionId, say } = await conversation(app);
    double.behave((request) =>
      request.stream ? { kind: "answer", text: "7번 라인의 베어링을 확인하세요." } : { kind: "answer" },
    );
    expect(await say(message)).toMatchObject({ degraded: false, answer: "7번 라인의 베어링을 확인하세요." });
    double.behave((request) =>
      request.stream ? { kind: "answer", text: "베어링 온도가 731 °C를 넘으면 멈추세요." } : { kind: "answer" },
    );
    const turn = await say("그 컨베이어 언제 멈춰야 하나요?");
    expect(turn.degraded).toBe(true);
    expect(turn.answer).not.toContain("731");
    const events = await collect(
      streamTurn(app, technician, { sessionId, message: "베어링은 언제 바꾸나요?", turnId: "numbers-1" }),
    );
    expect(streamedText(events)).toContain("베어링 온도가 ");
    expect(streamedText(events)).not.toContain("731");
    expect((events.at(-1)!.data as Turn).answer).toBe(streamedText(events));
  });

  it("names no source that was not found: such a mark is left out and counted", async () => {
    double.behave((request) =>
      request.stream ? { kind: "answer", text: "베어링을 확인하세요[9]." } : { kind: "answer" },
    );
    app.logged.splice(0);
    expect(await ask()).toMatchObject({ degraded: false, answer: "베어링을 확인하세요." });
    const removed = { event: "claims-removed", fields: { format: "chat", count: 1 } };
    expect(app.logged).toContainEqual(removed);
  });

  it("begins every prompt as the one before it, as far as the earlier turns are the same", async () => {
    double.behave({ kind: "answer", text: "확인했습니다." });
    const { say } = await conversation(app);
    const first = double.requests.length;
    const messages = [
      "1창고 7번 라인",
      "컨베이어 소음",
      "긴급으로",
      "언제 점검했나요?",
      "롤러는요?",
      "그리스는요?",
      "벨트는요?",
    ];
    for (const message of messages) await say(message);
    const prompts = double.requests
      .slice(first)
      .flatMap(({ body }) => (body.stream ? [body.messages.map((each) => JSON.stringify(each))] : []));
    const history = prompts.map((prompt) => prompt.slice(3, -1));
    const shared = prompts.slice(1).map((prompt, index) => {
      const before = prompts[index]!;
      const differs = prompt.findIndex((each, at) => each !== before[at]);
      // All but the last message, which holds the facts of the turn.
      return differs === before.length - 1;
    });
    for (const prompt of prompts) expect(prompt.slice(0, 3)).toEqual(prompts[0]!.slice(0, 3));
    expect(history[2]).toEqual(
      [
        { role: "user", content: "1창고 7번 라인" },
        { role: "assistant", content: "확인했습니다." },
        { role: "user", content: "컨베이어 소음" },
        { role: "assistant", content: "확인했습니다." },
      ].map((each) => JSON.stringify(each)),
    );
    // Once the session has more turns than it carries, the oldest leave two at a time: every other prompt is a continuation.
    expect(shared).toEqual([true, true, true, true, false, true]);
    expect(history.every(({ length }) => length <= 8)).toBe(true);
  });

  it("leaves an answer that was never written out of the next prompt", async () => {
    double.behave({ kind: "answer", text: "확인했습니다." });
    const { say, sessionId } = await conversation(app);
    await say("1창고 7번 라인");
    const session = (await app.sessions.read(sessionId))!;
    const recentTurns = session.recentTurns.map((turn) => ({ ...turn, answer: "" }));
    await app.sessions.commit({ session: { ...session, recentTurns } });
    expect((await say("컨베이어 소음")).degraded).toBe(false);
  });
});

describe("a turn that is stopped", () => {
  it("keeps what was written and says that it was cancelled", async () => {
    answering({ kind: "answer", text: "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열", tokenDelayMs: 60 });
    const { sessionId, events } = await stream("stopped");
    const all = [];
    for await (const event of events) {
      all.push(event);
      if (event.event === "token" && streamedText(all).includes("둘")) {
        await cancelTurn(app, technician, { sessionId, turnId: "stopped" });
      }
    }
    const done = all.at(-1)?.data as Turn;
    expect(done).toMatchObject({ cancelled: true, answer: streamedText(all) });
    expect(done.answer).toMatch(/^하나 둘/);
    expect(done.answer).not.toContain("열");
    expect(await app.sessions.readTurn(sessionId, "stopped")).toEqual(done);
  });

  it("stops the model when its reader leaves, and is still stored", async () => {
    answering({ kind: "answer", text: "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열", tokenDelayMs: 60 });
    const { sessionId, events } = await stream("left");
    for await (const event of events) if (event.event === "token") break;
    await expect.poll(() => app.sessions.readTurn(sessionId, "left")).toMatchObject({ degraded: true });
    await expect.poll(() => double.requests.at(-1)?.aborted).toBe(true);
    const turn = await app.sessions.readTurn(sessionId, "left");
    expect(turn?.answer).toMatch(/^하나 /);
    expect(turn?.answer).toContain("가장 비슷한 과거 작업");
  });

  it("is stopped from another instance, too", async () => {
    answering({ kind: "answer", text: "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열", tokenDelayMs: 100 });
    const { sessionId, events } = await stream("elsewhere");
    const elsewhere = { ...app, sessions: { ...app.sessions } };
    const all = [];
    for await (const event of events) {
      if (event.event === "turn") await cancelTurn(elsewhere, technician, { sessionId, turnId: "elsewhere" });
      all.push(event);
    }
    expect(all.at(-1)?.data).toMatchObject({ cancelled: true, answer: streamedText(all) });
  });
});

describe("a turn whose model fails", () => {
  it("is finished by rules after the line that says it was cut, for a reader of the stream", async () => {
    answering({ kind: "cut", afterTokens: 3 });
    const { events } = await stream("cut");
    const all = await collect(events);
    const done = all.at(-1)?.data as Turn;
    expect(done.degraded).toBe(true);
    expect(streamedText(all)).toBe(done.answer);
    expect(done.answer).toMatch(/^이것은 끊긴 답\s+\(답변이 중간에 끊겼습니다/);
    expect(done.answer).toContain("가장 비슷한 과거 작업");
  });

  it("shows nothing of the cut text to a client that waits for the whole", async () => {
    answering({ kind: "cut", afterTokens: 3 });
    const turn = await ask();
    expect(turn.degraded).toBe(true);
    expect(turn.answer).not.toContain("끊긴");
    expect(turn.answer).toContain("가장 비슷한 과거 작업");
  });

  it.each(['{"unexpected": true}', "```json\n{}", "<html>oops", "   "])(
    "is answered by rules instead of %s",
    async (content) => {
      answering({ kind: "text", content });
      const { events } = await stream(`rubbish-${content.length}`);
      const all = await collect(events);
      expect(all.at(-1)?.data).toMatchObject({ degraded: true });
      expect(streamedText(all)).toMatch(/^이렇게 이해했습니다/);
    },
  );
});
