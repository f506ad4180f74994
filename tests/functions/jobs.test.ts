import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import type { JobQueue } from "../../shared/ports/job-queue.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client, until } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const QUEUE = "session-summaries";

let double: Awaited<ReturnType<typeof startModelDouble>>;
let host: Host;
let queue: JobQueue;
let close: () => void;
beforeAll(async () => {
  double = await startModelDouble();
  host = await startHost({ env: { SAMPLE_PLANT: "off", MODEL_BASE_URL: double.url, MODEL_TIMEOUT_MS: "500" } });
  const database = openSqliteDatabase(path.join(host.data, "pmark.sqlite"));
  queue = sqliteJobQueue(database, { now: () => new Date() });
  close = () => database.close();
});
afterAll(async () => {
  close();
  await host.stop();
  await double.stop();
});

describe("a queue function", () => {
  it.each([
    ["no JSON object", "summary-x", "summarise, please"],
    ["another type", "summary-y", { type: "run-import", version: 1, id: "summary-y", occurredAt: "now", data: {} }],
    ["no data", "summary-z", { type: "summarize-session", version: 1, id: "summary-z", occurredAt: "now" }],
    ["a number", "summary-7", 7],
  ])("dead-letters a message that is %s, with what is wrong", async (_, id, body) => {
    await queue.send(QUEUE, [{ id, body }]);
    const letters = await until(
      () => queue.listDeadLetters(10),
      (found) => found.some((letter) => letter.id === id),
    );
    const letter = letters.find((found) => found.id === id);
    expect(letter).toMatchObject({ queue: QUEUE, reason: "InvalidMessage", deliveryCount: 1, body });
    expect(letter!.description).not.toBe("");
    expect(await queue.depth(QUEUE)).toMatchObject({ active: 0, locked: 0 });
  });

  it("puts a job off while the model is down: a later copy with an id and an attempt of its own, in the same trace", async () => {
    double.behave({ kind: "status", status: 500 });
    const who = client(host.url);
    const { body: turn } = await who.post<Turn>("/chat", { message: "펌프 진동" });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await who.post(`/sessions/${turn.sessionId}/end`, undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const depth = await until(
      () => queue.depth(QUEUE),
      ({ scheduled }) => scheduled === 1,
      20_000,
    );
    expect(depth).toMatchObject({ active: 0, locked: 0 });
    const { status, body } = await who.get<{ status: string }>(`/sessions/${turn.sessionId}/summary`);
    expect([status, ["queued", "generating"].includes(body.status)]).toEqual([202, true]);
    const later = openSqliteDatabase(path.join(host.data, "pmark.sqlite"));
    const tomorrow = sqliteJobQueue(later, { now: () => new Date(Date.now() + 86_400_000) });
    const [message] = await tomorrow.receive(QUEUE, { max: 1, lockMs: 1_000 });
    later.close();
    expect(message!.id).toMatch(/^summary:.+#attempt2$/);
    expect(message!.body).toMatchObject({ id: message!.id, attempt: 2, data: { sessionId: turn.sessionId } });
    expect(message!.body).toMatchObject({ traceparent: expect.stringContaining(traceId) as string });
  });
});
