import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import { client, until, type Client } from "../harness/client.ts";
import { eventsOf, type StreamedEvent } from "../harness/event-stream.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { startModelDouble } from "../model-double/model-double.ts";

/** Long enough to stop it in the middle, whatever else the machine does. */
const LONG_ANSWER = Array.from({ length: 200 }, (_, n) => `낱말${n}`).join(" ");

let double: Awaited<ReturnType<typeof startModelDouble>>;
let host: Host;
let technician: Client;
beforeAll(async () => {
  double = await startModelDouble();
  host = await startHost({ env: { MODEL_BASE_URL: double.url, TURN_DEADLINE_MS: "20000", MODEL_TIMEOUT_MS: "20000" } });
  technician = client(host.url, "kim");
});
afterAll(async () => {
  await host.stop();
  await double.stop();
});

const newSession = async () => (await technician.post<Session>("/sessions", {})).body.id;
const stream = (sessionId: string, turn: object, signal?: AbortSignal) =>
  fetch(`${host.url}/api/v1/sessions/${sessionId}/turns`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", "x-local-user": "kim" },
    body: JSON.stringify(turn),
    ...(signal ? { signal } : {}),
  });
const replay = (sessionId: string, turnId: string, headers: Record<string, string> = {}, query = "") =>
  fetch(`${host.url}/api/v1/sessions/${sessionId}/turns/${turnId}/events${query}`, {
    headers: { "x-local-user": "kim", ...headers },
  });
const all = async (response: Response) => Array.fromAsync(eventsOf(response));
const textOf = (events: StreamedEvent[]) =>
  events.flatMap(({ event, data }) => (event === "token" ? [(data as { text: string }).text] : [])).join("");
const turnOf = async (sessionId: string, turnId: string) =>
  (await technician.get<{ items: Turn[] }>(`/sessions/${sessionId}/turns`)).body.items.find(({ id }) => id === turnId);

const slowly = () => double.behave({ kind: "answer", text: LONG_ANSWER, tokenDelayMs: 20 });

describe("a turn's stream", () => {
  it("numbers its events, from the turn's id to the whole turn", async () => {
    double.behave({ kind: "answer" });
    const sessionId = await newSession();
    const response = await stream(sessionId, { message: "1창고 7번 라인 컨베이어 소음", turnId: "t1" });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
    const events = await all(response);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toEqual({ id: 1, event: "turn", data: { id: "t1", sessionId: expect.any(String) as string } });
    const kinds = events.map(({ event }) => event);
    for (const kind of ["step", "recommendations", "token"]) expect(kinds).toContain(kind);
    const last = events.at(-1)!;
    expect(last.event).toBe("done");
    expect(last.data).toEqual(await turnOf(sessionId, "t1"));
    expect(textOf(events).trim()).toBe((last.data as Turn).answer.trim());
  });

  it("is an ordinary problem response when the request is wrong", async () => {
    const sessionId = await newSession();
    const answers = await Promise.all([
      stream(sessionId, { message: " " }),
      stream("nothing-here", { message: "펌프 소음" }),
      stream(sessionId, { message: 7 }),
      replay(sessionId, "nothing-here"),
      replay(sessionId, "t", { "last-event-id": "last" }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 400, 404, 400]);
    for (const answer of answers) expect(answer.headers.get("content-type")).toBe("application/problem+json");
    await technician.post(`/sessions/${sessionId}/end`);
    const ended = await stream(sessionId, { message: "펌프 소음" });
    expect([ended.status, ((await ended.json()) as Problem).type]).toEqual([409, "/problems/session-ended"]);
  });

  it("can be read again from any event on, after the turn and while it runs", async () => {
    slowly();
    const sessionId = await newSession();
    const first = await stream(sessionId, { message: "펌프 진동", turnId: "t2" });
    const seen: StreamedEvent[] = [];
    const reading = (async () => {
      for await (const event of eventsOf(first)) seen.push(event);
    })();
    await until(
      async () => seen.length,
      (count) => count > 12,
    );
    const during = await all(await replay(sessionId, "t2", { "last-event-id": "3" }));
    await reading;
    expect(during).toEqual(seen.slice(3));
    expect(await all(await replay(sessionId, "t2"))).toEqual(seen);
    const lastId = seen.at(-2)!.id;
    expect(await all(await replay(sessionId, "t2", {}, `?lastEventId=${lastId}`))).toEqual(seen.slice(-1));
    const again = await all(await stream(sessionId, { message: "펌프 진동", turnId: "t2" }));
    expect(again.at(-1)).toEqual(seen.at(-1));
  });

  it("stops the model when the client goes away, and the turn is stored all the same", async () => {
    slowly();
    const sessionId = await newSession();
    const client = new AbortController();
    const response = await stream(sessionId, { message: "펌프 진동", turnId: "t3" }, client.signal);
    for await (const { event } of eventsOf(response)) if (event === "token") break;
    client.abort();
    const turn = await until(
      () => turnOf(sessionId, "t3"),
      (stored) => stored !== undefined,
    );
    expect(turn!.answer).not.toBe("");
    expect(turn!.answer).not.toContain("낱말199");
    await until(
      async () => double.requests.at(-1)!.aborted,
      (aborted) => aborted,
    );
    const events = await all(await replay(sessionId, "t3"));
    expect(events.at(-1)).toMatchObject({ event: "done", data: turn });
  });

  it("ends early when the turn is cancelled, with what was written until then", async () => {
    slowly();
    const sessionId = await newSession();
    const response = await stream(sessionId, { message: "펌프 진동", turnId: "t4" });
    const events: StreamedEvent[] = [];
    for await (const event of eventsOf(response)) {
      events.push(event);
      if (events.filter((each) => each.event === "token").length === 5) {
        expect((await technician.post(`/sessions/${sessionId}/turns/t4/cancel`)).status).toBe(202);
      }
    }
    const turn = events.at(-1)!.data as Turn;
    expect(turn).toMatchObject({ id: "t4", cancelled: true });
    expect(turn.answer).not.toContain("낱말199");
    expect(turn.answer.startsWith(textOf(events).trim().slice(0, 20))).toBe(true);
    expect((await technician.post(`/sessions/${sessionId}/turns/t4/cancel`)).status).toBe(202);
    expect((await technician.post(`/sessions/${sessionId}/turns/t5/cancel`)).status).toBe(404);
  });

  it("says that it is still there while the model thinks", { timeout: 30_000 }, async () => {
    double.behave({ kind: "hang" });
    const sessionId = await newSession();
    const response = await stream(sessionId, { message: "펌프 진동", turnId: "t6" });
    let text = "";
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    while (!/^:/m.test(text)) text += (await reader.read()).value ?? "";
    expect(text).toContain("event: turn");
    await reader.cancel();
  });
});
