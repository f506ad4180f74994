import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import { client, until } from "../harness/client.ts";
import { eventsOf, type StreamedEvent } from "../harness/event-stream.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const text = Array.from({ length: 400 }, (_, n) => `낱말${String.fromCodePoint(0xac00 + n)}`).join(" ");
/** To the deadline, the grace after it and the relay's next run; the rest is for a busy machine. */
const TAKEN_OVER_MS = 60_000;

let data: string;
let double: Awaited<ReturnType<typeof startModelDouble>>;
let first: Host;
let second: Host | undefined;
beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "pmark-hosts-"));
  double = await startModelDouble();
  double.behave({ kind: "answer", text, tokenDelayMs: 30 });
  const env = {
    MODEL_BASE_URL: double.url,
    MODEL_TIMEOUT_MS: "12000",
    TURN_DEADLINE_MS: "12000",
    RELAY_SCHEDULE: "*/2 * * * * *",
    LOG_LEVEL: "error",
  };
  first = await startHost({ data, env });
  second = await startHost({ data, env });
}, 60_000);
afterAll(async () => {
  await second?.stop();
  await double.stop();
  rmSync(data, { recursive: true, force: true });
});

const begin = async (host: Host, turnId: string) => {
  const { id } = (await client(host.url).post<Session>("/sessions", {})).body;
  const response = await fetch(`${host.url}/api/v1/sessions/${id}/turns`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ message: "1창고 7번 라인 컨베이어 소음", turnId }),
  });
  return { path: `/sessions/${id}/turns/${turnId}`, sessionId: id, events: eventsOf(response) };
};
const resume = (host: Host, turn: string, lastEventId: number) =>
  fetch(`${host.url}/api/v1${turn}/events`, { headers: { "last-event-id": String(lastEventId) } });
const textOf = (events: StreamedEvent[]) =>
  events.flatMap(({ event, data: piece }) => (event === "token" ? [(piece as { text: string }).text] : [])).join("");

describe("two hosts on one store", () => {
  it(
    "stop the model of a turn that runs on the one when it is cancelled on the other",
    { timeout: 40_000 },
    async () => {
      const { path: turn, events } = await begin(first, "cancelled");
      const seen: StreamedEvent[] = [];
      for await (const event of events) {
        seen.push(event);
        if (seen.filter((each) => each.event === "token").length !== 3 || event.event !== "token") continue;
        expect((await client(second!.url).post(`${turn}/cancel`)).status).toBe(202);
      }
      expect(seen.at(-1)).toMatchObject({ event: "done", data: { cancelled: true } });
      await until(
        async () => double.requests.at(-1)!.aborted,
        (aborted) => aborted,
      );
    },
  );

  it("bring a stream to its end on the other when the one is killed in its middle", { timeout: 100_000 }, async () => {
    const { path: turn, sessionId, events } = await begin(first, "killed");
    const seen: StreamedEvent[] = [];
    try {
      for await (const event of events) {
        seen.push(event);
        if (seen.filter((each) => each.event === "token").length === 20) await first.kill();
      }
    } catch {
      // The connection broke, as it must.
    }
    expect(seen.at(-1)?.event).toBe("token");
    const resumed = await resume(second!, turn, seen.at(-1)!.id);
    expect(resumed.status).toBe(200);
    const rest = await Promise.race([
      Array.fromAsync(eventsOf(resumed)),
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error("not taken over")), TAKEN_OVER_MS).unref()),
    ]);
    const done = rest.at(-1)!;
    expect(done.event).toBe("done");
    const answer = (done.data as Turn).answer;
    // What the log had not got is lost to the answer, and no more than that: half a second of tokens.
    expect(answer.slice(0, 20)).toBe(textOf(seen).slice(0, 20));
    expect(answer).toContain("답변이 중간에 끊겼습니다");
    const page = await client(second!.url).get<{ items: Turn[] }>(`/sessions/${sessionId}/turns`);
    expect(page.body.items).toEqual([done.data]);
    const whole = await Array.fromAsync(eventsOf(await resume(second!, turn, 0)));
    expect(textOf(whole)).toBe(answer);
    expect(whole.map(({ id }) => id)).toEqual(whole.map((_, index) => index + 1));
  });
});
