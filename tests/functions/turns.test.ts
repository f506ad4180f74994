import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import { client, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

const newSession = async () => (await technician.post<Session>("/sessions", {})).body;
const turnsOf = async (sessionId: string) =>
  (await technician.get<{ items: Turn[] }>(`/sessions/${sessionId}/turns?limit=100`)).body.items;

describe("a turn", () => {
  it("gives the parsed fields in standard terms, past work with reasons, and an answer", async () => {
    const session = await newSession();
    const { status, body } = await technician.post<Turn>(`/sessions/${session.id}/turns`, {
      message: "1창고 7번 라인 컨베이어 소음",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      sessionId: session.id,
      message: "1창고 7번 라인 컨베이어 소음",
      degraded: false,
      usage: { promptTokens: 0, completionTokens: 0, cost: 0 },
    });
    expect(body.parsed.fields.equipmentType).toMatchObject({ original: "컨베이어" });
    expect(body.clues.equipmentType?.term).toBe(body.parsed.fields.equipmentType?.term);
    expect(body.answer.length).toBeGreaterThan(10);
    expect(body.path[0]).toBe("validate");
    expect(Object.keys(body.timings)).toContain("parse");
    expect(body.recommendations.length).toBeGreaterThan(0);
    for (const { score, why, workOrderId } of body.recommendations) {
      expect(score).toBeLessThanOrEqual(1);
      expect(Object.keys(why).length).toBeGreaterThan(0);
      expect((await technician.get(`/work-orders/${encodeURIComponent(workOrderId)}`)).status).toBe(200);
    }
    expect(await turnsOf(session.id)).toEqual([body]);
    const after = await technician.get<Session>(`/sessions/${session.id}`);
    expect(after.body).toMatchObject({ turnCount: 1, clues: body.clues, missing: body.missing });
    expect(after.body.runningSummary).not.toBe("");
  });

  it("with the same id is one turn, also when both are sent at once", async () => {
    const session = await newSession();
    const post = () =>
      technician.post<Turn>(`/sessions/${session.id}/turns`, { message: "펌프 진동", turnId: "once-1" });
    const [first, second] = await Promise.all([post(), post()]);
    const third = await post();
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(second.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
    expect((await turnsOf(session.id)).map(({ id }) => id)).toEqual(["once-1"]);
  });

  it("beside another one of the same session is kept, in order", async () => {
    const session = await newSession();
    const messages = Array.from({ length: 8 }, (_, n) => `펌프 ${n + 1}번 진동`);
    const answers = await Promise.all(
      messages.map((message) => technician.post<Turn>(`/sessions/${session.id}/turns`, { message })),
    );
    expect(answers.map(({ status }) => status)).toEqual(messages.map(() => 200));
    const stored = await turnsOf(session.id);
    expect(stored.map(({ message }) => message).sort()).toEqual(messages);
    expect(stored.map(({ createdAt }) => createdAt)).toEqual(stored.map(({ createdAt }) => createdAt).sort());
    expect((await technician.get<Session>(`/sessions/${session.id}`)).body.turnCount).toBe(8);
  });

  it.each([
    ["empty", ""],
    ["blank", " \n\t "],
    ["too long", "가".repeat(1_001)],
    ["without a letter or digit", "?!… 😀"],
    ["with control characters", "펌프\u0000 소음\u001b[31m"],
  ])("that is %s is refused and not stored", async (_, message) => {
    const session = await newSession();
    const { status, body } = await technician.post<Problem>(`/sessions/${session.id}/turns`, { message });
    expect([status, body.type]).toEqual([400, "/problems/invalid-message"]);
    expect(await turnsOf(session.id)).toEqual([]);
  });

  it.each([
    "SELECT * FROM sessions; DROP TABLE sessions;--",
    "<script>alert(1)</script> pump",
    "../../etc/passwd",
    "가".repeat(1_000),
  ])("that is merely odd is answered: %j", async (message) => {
    const session = await newSession();
    const { status, body } = await technician.post<Turn>(`/sessions/${session.id}/turns`, { message });
    expect([status, body.message]).toEqual([200, message]);
  });
});

describe("chat", () => {
  it("begins a session and goes on in it", async () => {
    const first = await technician.post<Turn>("/chat", { message: "1창고 7번 라인" });
    expect(first.status).toBe(200);
    const { sessionId } = first.body;
    const second = await technician.post<Turn>("/chat", { message: "컨베이어에서 소음", sessionId });
    expect(second.body.sessionId).toBe(sessionId);
    expect(second.body.clues.location?.term).toBe(first.body.clues.location?.term);
    expect((await turnsOf(sessionId)).length).toBe(2);
  });

  it("begins one session for one message, however often it is sent with the same turn id", async () => {
    const retrier = client(host.url, "retrier");
    const post = () => retrier.post<Turn>("/chat", { message: "펌프 진동", turnId: "first" });
    const [first, second] = await Promise.all([post(), post()]);
    expect(second.body).toEqual(first.body);
    expect((await post()).body).toEqual(first.body);
    const other = await retrier.post<Turn>("/chat", { message: "보일러 누설", turnId: "first" });
    expect(other.body.sessionId).not.toBe(first.body.sessionId);
    expect((await retrier.get<{ items: Session[] }>("/sessions")).body.items.length).toBe(2);
  });

  it("begins none for a message that can't be read, or for a session that is not there", async () => {
    const fresh = client(host.url, "fresh");
    expect((await fresh.post("/chat", { message: "  " })).status).toBe(400);
    expect((await fresh.post("/chat", { message: "펌프 소음", sessionId: randomUUID() })).status).toBe(404);
    expect((await fresh.get<{ items: Session[] }>("/sessions")).body.items).toEqual([]);
  });
});
