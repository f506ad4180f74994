import { describe, expect, it } from "vitest";
import { queues } from "../../shared/ports/job-message.ts";
import { withLease } from "../../shared/operations/with-lease.ts";
import { applyTurn } from "../../shared/sessions/apply-turn.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { endIdleSessions } from "../../shared/sessions/end-idle-sessions.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { createSession, CreateSession } from "../../shared/sessions/new-session.ts";
import { openSession, ownSession } from "../../shared/sessions/own-session.ts";
import { relayOutbox } from "../../shared/sessions/relay-outbox.ts";
import { resetSession } from "../../shared/sessions/reset-session.ts";
import { sampleOrder, sampleSummary, sampleTurn } from "../contract/samples.ts";
import { callerNamed, embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

const anna = callerNamed("anna");
const ben = callerNamed("ben");
const waiting = async (ports: EmbeddedPorts) => (await ports.queue.depth(queues.sessionSummaries)).active;

/** The same ports with a queue that takes nothing. */
const withoutQueue = (ports: EmbeddedPorts) => ({
  ...ports,
  queue: { ...ports.queue, send: () => Promise.reject(new Error("the queue does not answer")) },
});

async function addTurn(ports: EmbeddedPorts, sessionId: string, turnId: string) {
  const session = (await ports.sessions.read(sessionId))!;
  const turn = sampleTurn(turnId, sessionId);
  return ports.sessions.commit({ session: applyTurn(session, turn, ports.now()), turn });
}

describe("a request for a new session", () => {
  it.each([
    { title: "x".repeat(201) },
    { persona: "x".repeat(65) },
    { resonanceKey: "x".repeat(129) },
    { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, "v"])) },
    { metadata: { key: "x".repeat(501) } },
    { metadata: { key: null } },
    { metadata: { key: [1] } },
    { metadata: { key: Number.POSITIVE_INFINITY } },
    { title: "a\u0000b" },
    { title: "a\ud800b" },
    { title: 1 },
    { unknown: "field" },
  ])("is refused when it is %o", (request) => {
    expect(CreateSession.safeParse(request).success).toBe(false);
  });

  it("is taken in NFC, trimmed", () => {
    expect(CreateSession.parse({ title: " 소음 ".normalize("NFD") })).toEqual({ title: "소음" });
    expect(
      CreateSession.parse({ title: "가".repeat(200), metadata: { plant: "No.1 PE", shift: 3, night: true } }),
    ).toBeDefined();
  });
});

describe("a session", () => {
  it("begins empty, and expires after its time to live", async () => {
    const ports = embeddedPorts();
    const session = await createSession(ports, anna, { persona: "night shift" });
    expect(session).toMatchObject({
      userId: "anna",
      title: "",
      persona: "night shift",
      state: "collecting",
      missing: ["location", "equipmentType", "statusCode"],
      expiresAt: "2030-01-08T00:00:00.000Z",
    });
    ports.advance(168 * 3_600_000);
    await expect(openSession(ports, anna, session.id)).rejects.toMatchObject({ code: "session-expired" });
    expect(await ownSession(ports, anna, session.id)).toMatchObject({ id: session.id });
  });

  it("does not exist for others", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    for (const attempt of [ownSession, openSession, resetSession, deleteSession]) {
      await expect(attempt(ports, ben, id)).rejects.toMatchObject({ code: "not-found" });
    }
    await expect(endSession(ports, ben, id, "user")).rejects.toMatchObject({ code: "not-found" });
    expect(await ports.sessions.read(id)).toBeDefined();
  });

  it("starts over when it is reset, with its turns kept", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    await addTurn(ports, id, "t1");
    expect(await resetSession(ports, anna, id)).toMatchObject({
      state: "collecting",
      clues: {},
      runningSummary: "",
      recentTurns: [],
      turnCount: 1,
    });
    expect((await ports.sessions.listTurns(id, { limit: 10 })).items).toHaveLength(1);
  });
});

describe("ending a session", () => {
  it("asks for its summary once, however often and however many at once", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    const answers = await Promise.all([1, 2, 3, 4].map(() => endSession(ports, anna, id, "user")));
    answers.push(await endSession(ports, anna, id, "user"));
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ summaryStatus: "queued" })));
    expect(await waiting(ports)).toBe(1);
    expect(await ports.sessions.pendingOutbox(10)).toEqual([]);
    const [message] = await ports.queue.receive(queues.sessionSummaries, { max: 1, lockMs: 1_000 });
    expect(message).toMatchObject({
      id: `summary:${id}:1`,
      body: { type: "summarize-session", version: 1, attempt: 1, data: { sessionId: id, revision: 1 } },
    });
    await expect(openSession(ports, anna, id)).rejects.toMatchObject({ code: "session-ended" });
    await expect(resetSession(ports, anna, id)).rejects.toMatchObject({ code: "session-ended" });
  });

  it("succeeds while the queue does not answer; the relay sends the message later, once", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    expect(await endSession(withoutQueue(ports), anna, id, "user")).toEqual({ summaryStatus: "queued" });
    expect(await waiting(ports)).toBe(0);
    await expect(relayOutbox(withoutQueue(ports))).rejects.toThrow("does not answer");
    expect(await relayOutbox(ports)).toEqual({ sent: 1 });
    expect(await relayOutbox(ports)).toEqual({ sent: 0 });
    expect(await waiting(ports)).toBe(1);
  });

  it("does not wait for a queue that hangs; what it sends late is sent once", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    const awake = Promise.withResolvers<void>();
    const send: typeof ports.queue.send = (...sent) => awake.promise.then(() => ports.queue.send(...sent));
    const sleepy = { ...ports, queue: { ...ports.queue, send } };
    expect(await endSession(sleepy, anna, id, "user")).toEqual({ summaryStatus: "queued" });
    expect(await relayOutbox(ports)).toEqual({ sent: 1 });
    awake.resolve();
    await expect.poll(() => waiting(ports)).toBe(1);
  });

  it("sends the same message id again when a crash came between sending and forgetting", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    const forgetful = {
      ...ports,
      sessions: { ...ports.sessions, clearOutbox: () => Promise.reject(new Error("killed")) },
    };
    await endSession(forgetful, anna, id, "user");
    expect(await ports.sessions.pendingOutbox(10)).toHaveLength(1);
    await relayOutbox(ports);
    expect(await waiting(ports)).toBe(1);
  });

  it("relays more than one batch", async () => {
    const ports = embeddedPorts();
    for (let count = 0; count < 230; count += 1) {
      const { id } = await createSession(ports, anna);
      await endSession(withoutQueue(ports), anna, id, "user");
    }
    expect(await relayOutbox(ports)).toEqual({ sent: 230 });
    expect(await waiting(ports)).toBe(230);
  });
});

describe("idle sessions", () => {
  it("are ended after their minutes, also without a turn; others stay", async () => {
    const ports = embeddedPorts();
    const idle = await createSession(ports, anna);
    const empty = await createSession(ports, ben);
    await addTurn(ports, idle.id, "t1");
    ports.advance(20 * 60_000);
    const busy = await createSession(ports, anna);
    ports.advance(10 * 60_000 + 1);
    expect(await endIdleSessions(ports)).toEqual({ ended: 2 });
    expect(await endIdleSessions(ports)).toEqual({ ended: 0 });
    const states = await Promise.all([idle, empty, busy].map(async ({ id }) => (await ports.sessions.read(id))?.state));
    expect(states).toEqual(["ended", "ended", "collecting"]);
    expect(await waiting(ports)).toBe(2);
  });

  it("are ended in batches until the deadline", async () => {
    const ports = embeddedPorts();
    for (let count = 0; count < 250; count += 1) await createSession(ports, anna);
    ports.advance(31 * 60_000);
    expect(await endIdleSessions(ports, { deadline: ports.now() })).toEqual({ ended: 100 });
    expect(await endIdleSessions(ports)).toEqual({ ended: 150 });
  });
});

describe("deleting a session", () => {
  it("removes turns, summaries, streams and drafts, and keeps what became history", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    await addTurn(ports, id, "t1");
    await ports.summaries.create(sampleSummary(id, 1), ["x"]);
    const own = { sessionId: id, userId: "anna" };
    await ports.workOrders.create({ order: sampleOrder("draft", { ...own, status: "draft" }), tokens: [] });
    await ports.workOrders.create({ order: sampleOrder("done", own), tokens: [] });
    await ports.turnLog.accept({
      turnId: "t2",
      sessionId: id,
      userId: "anna",
      roles: [],
      groups: [],
      message: "x",
      acceptedAt: ports.now().toISOString(),
    });
    await deleteSession(ports, anna, id);
    expect(await ports.sessions.read(id)).toBeUndefined();
    expect((await ports.sessions.listTurns(id, { limit: 10 })).items).toEqual([]);
    expect(await ports.summaries.read(`${id}:1`)).toBeUndefined();
    expect(await ports.turnLog.read(id, "t2", 0)).toBeUndefined();
    expect((await ports.workOrders.listOfSession(id)).map((order) => order.id)).toEqual(["done"]);
    await expect(deleteSession(ports, anna, id)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("work under a lease", () => {
  it("is done by one of two at a time, and again after it", async () => {
    const ports = embeddedPorts();
    const outcome = await withLease(ports, "job", 60_000, async (deadline) => {
      expect(deadline.toISOString()).toBe("2030-01-01T00:01:00.000Z");
      return withLease(ports, "job", 60_000, async () => "second");
    });
    expect(outcome).toEqual({ ran: true, value: { ran: false } });
    expect(await withLease(ports, "job", 60_000, async () => "third")).toEqual({ ran: true, value: "third" });
  });

  it("is given back when the work fails", async () => {
    const ports = embeddedPorts();
    await expect(withLease(ports, "job", 60_000, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(await withLease(ports, "job", 60_000, async () => 1)).toEqual({ ran: true, value: 1 });
  });
});
