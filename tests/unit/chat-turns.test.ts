import { describe, expect, it } from "vitest";
import { runTurn } from "../../shared/chat/run-turn.ts";
import type { AppError } from "../../shared/errors.ts";
import type { SessionStore } from "../../shared/ports/session-store.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { chatApp, conversation, technician } from "../harness/chat-app.ts";

const app = await chatApp();

/** The real store, with its calls counted by name. */
function counted(sessions: SessionStore) {
  const calls: string[] = [];
  const store = new Proxy(sessions, {
    get: (target, name: keyof SessionStore) => {
      const member = target[name] as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        calls.push(name);
        return member.apply(target, given);
      };
    },
  });
  return { store, calls };
}

describe("a turn id", () => {
  it("gives the same turn again and does no work twice", async () => {
    const { say, sessionId } = await conversation(app);
    const first = await say("1창고 7번 라인 컨베이어 소음", "turn-1");
    const again = await say("something else", "turn-1");
    expect(again).toEqual(first);
    expect((await app.sessions.read(sessionId))?.turnCount).toBe(1);
  });

  it("is one turn, also when asked for many times at once", async () => {
    const { say, sessionId } = await conversation(app);
    const turns = await Promise.all(Array.from({ length: 8 }, () => say("펌프 누설", "same")));
    expect(new Set(turns.map((turn) => JSON.stringify(turn))).size).toBe(1);
    expect((await app.sessions.listTurns(sessionId, { limit: 10 })).items).toHaveLength(1);
  });

  it("is one turn, also when two instances work on it at once", async () => {
    const { sessionId } = await conversation(app);
    const elsewhere = { ...app, sessions: { ...app.sessions } };
    const request = { sessionId, message: "펌프 누설", turnId: "twice" };
    const [here, there] = await Promise.all([
      runTurn(app, technician, request),
      runTurn(elsewhere, technician, request),
    ]);
    expect(there).toEqual(here);
    expect((await app.sessions.read(sessionId))?.turnCount).toBe(1);
  });

  it("is returned even when the session has ended since", async () => {
    const { say, sessionId } = await conversation(app);
    const first = await say("펌프 누설", "before");
    await endSession(app, technician, sessionId, "user");
    expect(await say("펌프 누설", "before")).toEqual(first);
    await expect(say("펌프 누설", "after")).rejects.toMatchObject({ code: "session-ended" });
  });

  it.each(["", "a b", "../x", "a".repeat(129), "가"])("is refused when it is not fit for one: %s", async (turnId) => {
    const { say } = await conversation(app);
    await expect(say("펌프 누설", turnId)).rejects.toMatchObject({ code: "bad-request" });
  });
});

describe("turns of one session at once", () => {
  it("are all kept, in order, with the clues of each", async () => {
    const { say, sessionId } = await conversation(app);
    const messages = [
      "1창고 7번 라인",
      "컨베이어",
      "소음이 심해요",
      "긴급",
      ...Array.from({ length: 12 }, (_, i) => `메모 ${i}`),
    ];
    const turns = await Promise.all(messages.map((message) => say(message)));
    const session = await app.sessions.read(sessionId);
    const stored = (await app.sessions.listTurns(sessionId, { limit: 50 })).items;
    expect(stored).toHaveLength(messages.length);
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(turns.map(({ id }) => id)));
    expect(stored.map(({ createdAt }) => createdAt)).toEqual(stored.map(({ createdAt }) => createdAt).toSorted());
    expect(session).toMatchObject({ turnCount: messages.length, missing: [] });
    expect(session?.clues.location?.term).toBe("1창고 #7Line");
    expect(session?.clues.priority).toMatchObject({ explicit: true });
  });
});

describe("a turn", () => {
  it("costs one read of the session and one commit", async () => {
    const { sessionId } = await conversation(app);
    const { store, calls } = counted(app.sessions);
    await runTurn({ ...app, sessions: store }, technician, { sessionId, message: "1창고 7번 라인 컨베이어 소음" });
    expect(calls).toEqual(["read", "commit"]);
  });

  it("is stored although its client has gone", async () => {
    const { sessionId } = await conversation(app);
    const request = { sessionId, message: "1창고 7번 라인 컨베이어 소음", turnId: "gone" };
    await runTurn(app, technician, request, { signal: AbortSignal.abort() });
    expect((await app.sessions.readTurn(sessionId, "gone"))?.recommendations.length).toBeGreaterThan(0);
  });

  it("is refused for a session that is somebody else's or deleted", async () => {
    const { sessionId, say } = await conversation(app);
    const stranger = { ...technician, userId: "stranger" };
    const notFound = { code: "not-found" } satisfies Partial<AppError>;
    await expect(runTurn(app, stranger, { sessionId, message: "펌프 누설" })).rejects.toMatchObject(notFound);
    await deleteSession(app, technician, sessionId);
    await expect(say("펌프 누설")).rejects.toMatchObject(notFound);
  });

  it("goes on without documents when the knowledge index is broken", async () => {
    const { sessionId } = await conversation(app);
    const index = { ...app.index, searchLexical: () => Promise.reject(new Error("broken")) };
    const turn = await runTurn({ ...app, index }, technician, { sessionId, message: "1창고 7번 라인 컨베이어 소음" });
    expect(turn).toMatchObject({ citations: [], clues: { location: { term: "1창고 #7Line" } } });
    expect(turn.recommendations.length).toBeGreaterThan(0);
  });

  it("apologises when the history is broken, and keeps the session's clues", async () => {
    const { sessionId } = await conversation(app);
    const workOrders = { ...app.workOrders, candidates: () => Promise.reject(new Error("broken")) };
    const turn = await runTurn({ ...app, workOrders }, technician, {
      sessionId,
      message: "1창고 7번 라인 컨베이어 소음",
    });
    expect(turn.path.slice(-2)).toEqual(["recommend", "apologise"]);
    expect(turn.answer).toContain("문제가 생겼습니다");
    expect(turn.clues.location?.term).toBe("1창고 #7Line");
  });

  it.each([
    ["empty", "   "],
    ["without letters", "?!…"],
    ["too long", "가".repeat(1001)],
    ["half a character", "펌프 \uD83D"],
    ["control characters", "펌프\u0000누설"],
  ])("refuses a message that is %s, and stores nothing", async (_, message) => {
    const { say, sessionId } = await conversation(app);
    await expect(say(message)).rejects.toMatchObject({ code: "invalid-message", errors: [{ path: "message" }] });
    expect((await app.sessions.read(sessionId))?.turnCount).toBe(0);
  });

  it("takes a message of 1,000 characters, line breaks and emoji among them", async () => {
    const { say } = await conversation(app);
    const message = `펌프\n누설 ${"🔧".repeat(994)}`;
    expect((await say(message)).message).toBe(message);
  });
});
