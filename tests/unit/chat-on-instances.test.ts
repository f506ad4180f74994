import { afterAll, describe, expect, it } from "vitest";
import { cancelTurn } from "../../shared/chat/cancel-turn.ts";
import { replayTurn } from "../../shared/chat/replay-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { chatApp, collect, conversation, streamedText, technician } from "../harness/chat-app.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const double = await startModelDouble();
const first = await chatApp({ MODEL_BASE_URL: double.url });
/** Another instance: its own connection to the same store, and nothing else in common. */
const second = await chatApp({ DATA_DIRECTORY: first.config.dataDirectory });
afterAll(() => double.stop());

const message = "1창고 7번 라인 컨베이어 소음";
const text = Array.from({ length: 400 }, (_, n) => `낱말${String.fromCodePoint(0xac00 + n)}`).join(" ");
const begin = async (turnId: string) => {
  const { sessionId } = await conversation(first);
  return { sessionId, turnId, events: streamTurn(first, technician, { sessionId, message, turnId }) };
};

describe("a turn that runs on one instance", () => {
  it("is followed on another from any event on, by more than one reader, to the same end", async () => {
    double.behave({ kind: "answer", text: text.slice(0, 400), tokenDelayMs: 10 });
    const { sessionId, turnId, events } = await begin("followed");
    const seen: TurnEvent[] = [];
    const followers: Promise<TurnEvent[]>[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.id !== 8 && event.id !== 20) continue;
      followers.push(collect(replayTurn(second, technician, { sessionId, turnId, afterId: event.id - 5 })));
    }
    const [one, other] = await Promise.all(followers);
    expect(one).toEqual(seen.slice(3));
    expect(other).toEqual(seen.slice(15));
  });

  it("is stopped from another, and its model with it", async () => {
    double.behave({ kind: "answer", text, tokenDelayMs: 30 });
    const { sessionId, turnId, events } = await begin("stopped");
    const all: TurnEvent[] = [];
    for await (const event of events) {
      if (event.event === "turn") await cancelTurn(second, technician, { sessionId, turnId });
      all.push(event);
    }
    expect(all.at(-1)?.data).toMatchObject({ cancelled: true, answer: streamedText(all) });
    await expect.poll(() => double.requests.at(-1)?.aborted).toBe(true);
  });

  it("is whole for a reader who did not read while it was written: the log has what memory does not keep", async () => {
    double.behave({ kind: "answer", text });
    const { sessionId, turnId, events } = await begin("slow");
    const seen = [(await events.next()).value as TurnEvent];
    await expect.poll(() => first.sessions.readTurn(sessionId, turnId), { timeout: 15_000 }).toBeDefined();
    seen.push(...(await collect(events)));
    expect(seen.map(({ id }) => id)).toEqual(seen.map((_, index) => index + 1));
    expect(seen.length).toBeGreaterThan(400);
    const done = seen.at(-1)?.data as Turn;
    expect(done.answer).toBe(text);
    expect(streamedText(seen)).toBe(text);
  });

  it("is not found by others, nor after its session was deleted", async () => {
    double.behave({ kind: "answer" });
    const { sessionId, turnId, events } = await begin("private");
    await collect(events);
    const replay = (userId: string) =>
      replayTurn(second, { ...technician, userId }, { sessionId, turnId, afterId: 2 }).next();
    await expect(replay("stranger")).rejects.toMatchObject({ code: "not-found" });
    await deleteSession(first, technician, sessionId);
    await expect(replay("technician")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("what a streamed turn asks of the store", () => {
  it("is a handful of calls and two a second while the model writes", async () => {
    double.behave({ kind: "answer", text, tokenDelayMs: 8 });
    const calls: Record<string, number> = {};
    const counting = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver);
          if (typeof value !== "function" || typeof name !== "string") return value;
          return (...given: unknown[]) => {
            calls[name] = (calls[name] ?? 0) + 1;
            return (value as (...given: unknown[]) => unknown)(...given);
          };
        },
      });
    const counted = { ...first, sessions: counting(first.sessions), turnLog: counting(first.turnLog) };
    const { sessionId } = await conversation(first);
    const start = performance.now();
    const events = await collect(streamTurn(counted, technician, { sessionId, message }));
    const seconds = (performance.now() - start) / 1_000;
    expect(events.length).toBeGreaterThan(400);
    const { append, isCancelRequested, ...once } = calls;
    expect(once).toEqual({ read: 1, accept: 1, commit: 1, finish: 1 });
    // 400 tokens within seconds: batches of 50, or of what came within a tenth to half a second.
    expect(append).toBeLessThan(10 + 5 * seconds);
    expect(isCancelRequested).toBeLessThan(4 + seconds);
  });
});
