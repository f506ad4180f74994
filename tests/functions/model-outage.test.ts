import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Health } from "../../shared/operations/health.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client, until } from "../harness/client.ts";
import { eventsOf } from "../harness/event-stream.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { misbehaviours } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

let double: Awaited<ReturnType<typeof startModelDouble>>;
let host: Host;
beforeAll(async () => {
  double = await startModelDouble();
  const env = {
    MODEL_BASE_URL: double.url,
    MODEL_NAME: "double",
    MODEL_TIMEOUT_MS: "400",
    RERANK_BASE_URL: double.url,
    RERANK_MODEL: "not-served",
  };
  host = await startHost({ env });
});
afterAll(async () => {
  await host.stop();
  await double.stop();
});

const post = (message: string, headers = {}) =>
  fetch(`${host.url}/api/v1/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ message }),
  });
const health = async () => (await client(host.url).get<Health>("/health/ready")).body;

// In this order: the outages at the end open the circuit, which stays open for longer than the tests run.
describe("an application whose model misbehaves", () => {
  it("tells in its health and in its log which setting names a model that its endpoint does not list", async () => {
    const { status, checks } = await health();
    expect([status, checks.model]).toEqual(["degraded", { status: "ok" }]);
    expect(checks.rerank).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("RERANK_MODEL") as string,
    });
    await until(
      async () => host.output(),
      (text) => text.includes("endpoint-failed"),
    );
    const lines = host.output().split("\n");
    const told = lines.filter((line) => line.includes("endpoint-failed"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"listed":["default","double"]');
  });

  it.each(["returns invalid JSON", "answers 401", "is a web page", "drops the connection"])(
    "answers by rules, degraded, as JSON and as a stream, when the model %s",
    async (name) => {
      double.behave(misbehaviours[name]!);
      const turn = (await (await post("1창고 7번 라인 컨베이어 소음")).json()) as Turn;
      expect(turn).toMatchObject({ degraded: true, message: "1창고 7번 라인 컨베이어 소음" });
      expect(turn.recommendations.length).toBeGreaterThan(0);
      const streamed = await post("No.1 PE pressure vessel leaking", { accept: "text/event-stream" });
      const events = await Array.fromAsync(eventsOf(streamed));
      expect(events.at(-1)).toMatchObject({ event: "done", data: { degraded: true } });
      expect(double.requests.length).toBeGreaterThan(0);
    },
  );
});
