import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { misbehaviours, type Behaviour } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const DEADLINE_MS = 3_000;

describe("a turn while the model misbehaves", () => {
  const data = mkdtempSync(path.join(tmpdir(), "pmark-"));
  let double: Awaited<ReturnType<typeof startModelDouble>>;

  beforeAll(async () => {
    double = await startModelDouble();
  });
  beforeEach(() => {
    double.requests.length = 0;
  });
  afterAll(async () => {
    await double.stop();
    rmSync(data, { recursive: true, force: true });
  });

  /** Each case has a host of its own: the circuit that one outage opens must not shield the next case from the model. */
  async function onFreshHost(behaviour: Behaviour, work: (host: Host) => Promise<void>) {
    double.behave(behaviour);
    const env = { MODEL_BASE_URL: double.url, MODEL_TIMEOUT_MS: "400", TURN_DEADLINE_MS: String(DEADLINE_MS) };
    const host = await startHost({ data, env });
    try {
      await work(host);
    } finally {
      await host.stop();
    }
    expect(double.requests.length).toBeGreaterThan(0);
  }

  const post = (host: Host, message: string, headers = {}) =>
    fetch(`${host.url}/api/v1/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ message }),
    });

  it("is answered by the model while it is well", () =>
    onFreshHost({ kind: "answer" }, async (host) => {
      const turn = (await (await post(host, "펌프 진동이 심할 때는 어떻게 해요?")).json()) as Turn;
      expect(turn.degraded).toBe(false);
      expect(turn.usage.completionTokens).toBeGreaterThan(0);
    }));

  it.each(Object.entries(misbehaviours))(
    "is answered within its deadline, degraded, when the model %s",
    (_, behaviour) =>
      onFreshHost(behaviour, async (host) => {
        const start = performance.now();
        const response = await post(host, "1창고 7번 라인 컨베이어 소음");
        const turn = (await response.json()) as Turn;
        expect(response.status).toBe(200);
        expect(turn).toMatchObject({ degraded: true, message: "1창고 7번 라인 컨베이어 소음" });
        expect(turn.answer.length).toBeGreaterThan(10);
        expect(turn.recommendations.length).toBeGreaterThan(0);
        expect(performance.now() - start).toBeLessThan(DEADLINE_MS + 1_000);
      }),
  );

  it.each(Object.entries(misbehaviours))("ends its stream with the whole turn when the model %s", (_, behaviour) =>
    onFreshHost(behaviour, async (host) => {
      const response = await post(host, "No.1 PE pressure vessel leaking", { accept: "text/event-stream" });
      const events = eventsOf(await response.text());
      const done = events.at(-1)!;
      expect(done.event).toBe("done");
      expect(done.data).toMatchObject({ degraded: true });
      const streamed = events.flatMap(({ event, data }) =>
        event === "token" ? [(data as { text: string }).text] : [],
      );
      expect(streamed.join("").trim()).toBe((done.data as Turn).answer.trim());
    }),
  );
});

function eventsOf(stream: string): { event: string; data: unknown }[] {
  return stream.split("\n\n").flatMap((frame) => {
    const event = /^event: (.*)$/m.exec(frame)?.[1];
    const data = /^data: (.*)$/m.exec(frame)?.[1];
    return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as unknown }];
  });
}
