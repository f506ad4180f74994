import { describe, expect, it } from "vitest";
import { cancelTurn } from "../../shared/chat/cancel-turn.ts";
import { finishAbandonedTurns } from "../../shared/chat/finish-abandoned-turns.ts";
import { replayTurn } from "../../shared/chat/replay-turn.ts";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import { AppError } from "../../shared/errors.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { chatApp, collect, conversation, streamedText, technician } from "../harness/chat-app.ts";

const app = await chatApp();
const message = "1창고 7번 라인 컨베이어 소음";
const namesOf = (events: TurnEvent[]) => [...new Set(events.map(({ event }) => event))];

describe("a streamed turn", () => {
  it("begins with its id, tells its steps, and ends with the stored turn, whose answer is what was streamed", async () => {
    const { sessionId } = await conversation(app);
    const events = await collect(streamTurn(app, technician, { sessionId, message, turnId: "t-1" }));
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toEqual({ id: 1, event: "turn", data: { id: "t-1", sessionId: expect.any(String) as string } });
    expect(namesOf(events)).toEqual(["turn", "step", "recommendations", "citations", "token", "done"]);
    const done = events.at(-1)?.data as Turn;
    expect(streamedText(events)).toBe(done.answer);
    expect(await app.sessions.readTurn(sessionId, "t-1")).toEqual(done);
  });

  it("is replayed from any event on, and by the same turn id", async () => {
    const { sessionId } = await conversation(app);
    const request = { sessionId, message, turnId: "t-2" };
    const events = await collect(streamTurn(app, technician, request));
    const rest = { sessionId, turnId: "t-2", afterId: 4 };
    expect(await collect(replayTurn(app, technician, rest))).toEqual(events.slice(4));
    expect(await collect(streamTurn(app, technician, request))).toEqual(events);
    expect((await app.sessions.read(sessionId))?.turnCount).toBe(1);
  });

  it("is its done event alone once its stream is forgotten or never was", async () => {
    const { sessionId, say } = await conversation(app);
    const turn = await say(message, "plain");
    const replayed = await collect(replayTurn(app, technician, { sessionId, turnId: "plain", afterId: 7 }));
    expect(replayed).toEqual([{ id: 8, event: "done", data: turn }]);
  });

  it("ends with done again for a reader who had seen more than was logged", async () => {
    const { sessionId } = await conversation(app);
    const events = await collect(streamTurn(app, technician, { sessionId, message, turnId: "t-3" }));
    const [last] = await collect(replayTurn(app, technician, { sessionId, turnId: "t-3", afterId: 999 }));
    expect(last).toEqual({ id: 1000, event: "done", data: events.at(-1)?.data });
  });

  it("sends nothing to a reader who has seen the last event", async () => {
    const { sessionId } = await conversation(app);
    const events = await collect(streamTurn(app, technician, { sessionId, message, turnId: "t-4" }));
    const afterId = events.at(-1)!.id;
    expect(await collect(replayTurn(app, technician, { sessionId, turnId: "t-4", afterId }))).toEqual([]);
    expect(await collect(replayTurn(app, technician, { sessionId, turnId: "t-4", afterId: afterId - 1 }))).toHaveLength(
      1,
    );
  });

  it("is refused before its first event when the request is at fault", async () => {
    const { sessionId } = await conversation(app);
    const stranger = { ...technician, userId: "stranger" };
    const first = (events: AsyncGenerator<TurnEvent>) => events.next();
    await expect(first(streamTurn(app, technician, { sessionId, message: " " }))).rejects.toMatchObject({
      code: "invalid-message",
    });
    await expect(first(streamTurn(app, stranger, { sessionId, message }))).rejects.toMatchObject({ code: "not-found" });
    const unknown = replayTurn(app, technician, { sessionId, turnId: "none", afterId: 0 });
    await expect(first(unknown)).rejects.toMatchObject({ code: "not-found" });
    await expect(cancelTurn(app, technician, { sessionId, turnId: "none" })).rejects.toMatchObject({
      code: "not-found",
    });
    expect((await app.sessions.read(sessionId))?.turnCount).toBe(0);
  });

  it("is stored although its reader leaves after the first event", async () => {
    const { sessionId } = await conversation(app);
    for await (const event of streamTurn(app, technician, { sessionId, message, turnId: "left" })) {
      if (event.event === "turn") break;
    }
    await expect.poll(() => app.sessions.readTurn(sessionId, "left")).toMatchObject({ message });
  });

  it("ends with an error event when it can't be stored, and is finished later all the same", async () => {
    const { sessionId } = await conversation(app);
    const fault = new AppError("unavailable", "The store does not answer.");
    const sessions = { ...app.sessions, commit: () => Promise.reject(fault) };
    const request = { sessionId, message, turnId: "unstored" };
    const events = await collect(streamTurn({ ...app, sessions }, technician, request));
    expect(events.at(-1)).toMatchObject({ event: "error", data: { status: 503 } });
    const later = { ...app, now: () => new Date(Date.now() + 60_000) };
    expect(await finishAbandonedTurns(later)).toBe(1);
    const rest = { sessionId, turnId: "unstored", afterId: events.at(-1)!.id };
    const [done] = (await collect(replayTurn(app, technician, rest))).slice(-1);
    expect(done).toMatchObject({ event: "done", data: { message } });
    expect(await app.sessions.readTurn(sessionId, "unstored")).toEqual(done?.data);
  });

  it("goes on without a log that fails", async () => {
    const { sessionId } = await conversation(app);
    const turnLog = { ...app.turnLog, append: () => Promise.reject(new Error("full")) };
    const events = await collect(streamTurn({ ...app, turnLog }, technician, { sessionId, message }));
    expect(events.at(-1)?.event).toBe("done");
    expect(app.logged.at(-1)).toMatchObject({ event: "step-failed", fields: { step: "turn-log" } });
  });
});

describe("an accepted turn whose process died", () => {
  const accept = async (turnId: string, ageMs: number) => {
    const { sessionId } = await conversation(app);
    const acceptedAt = new Date(Date.now() - ageMs).toISOString();
    await app.turnLog.accept({ turnId, sessionId, ...technician, message, acceptedAt });
    return sessionId;
  };

  it("is finished under its id, once it is older than any turn may be", async () => {
    const sessionId = await accept("dead", 60_000);
    const young = await accept("young", 1_000);
    expect(await finishAbandonedTurns(app)).toBe(1);
    const events = await collect(replayTurn(app, technician, { sessionId, turnId: "dead", afterId: 0 }));
    const done = events.at(-1)?.data as Turn;
    expect(done).toMatchObject({ id: "dead", message, answer: streamedText(events) });
    expect(await app.sessions.readTurn(sessionId, "dead")).toEqual(done);
    expect(await app.sessions.readTurn(young, "young")).toBeUndefined();
    expect(await finishAbandonedTurns(app)).toBe(0);
  });

  it("keeps what its reader had seen, and says that it was cut", async () => {
    const sessionId = await accept("half", 60_000);
    await app.turnLog.append(sessionId, "half", [
      { id: 1, event: "turn", data: { id: "half" } },
      { id: 2, event: "token", data: { text: "컨베이어는 먼저" } },
    ]);
    await finishAbandonedTurns(app);
    const events = await collect(replayTurn(app, technician, { sessionId, turnId: "half", afterId: 0 }));
    const done = events.at(-1)?.data as Turn;
    expect(streamedText(events)).toBe(done.answer);
    expect(done.answer).toMatch(/^컨베이어는 먼저\n\n\(답변이 중간에 끊겼습니다/);
  });

  it("is only announced when it had been stored before the end", async () => {
    const sessionId = await accept("stored", 60_000);
    const turn = await runTurn(app, technician, { sessionId, message, turnId: "stored" });
    await finishAbandonedTurns(app);
    const events = await collect(replayTurn(app, technician, { sessionId, turnId: "stored", afterId: 0 }));
    expect(events.map(({ event }) => event)).toEqual(["turn", "done"]);
    expect(events.at(-1)?.data).toEqual(turn);
  });

  it("stays cancelled when that was asked for", async () => {
    const sessionId = await accept("cancelled", 60_000);
    await cancelTurn(app, technician, { sessionId, turnId: "cancelled" });
    await finishAbandonedTurns(app);
    expect(await app.sessions.readTurn(sessionId, "cancelled")).toMatchObject({ cancelled: true, answer: "", message });
  });

  it("is given up with an error when its session is gone", async () => {
    const sessionId = await accept("orphan", 60_000);
    await app.sessions.remove(sessionId);
    expect(await finishAbandonedTurns(app)).toBe(0);
    const logged = await app.turnLog.read(sessionId, "orphan", 0);
    expect(logged).toMatchObject({ finished: true });
    expect(logged?.events.at(-1)).toMatchObject({ event: "error", data: { status: 404 } });
  });
});
