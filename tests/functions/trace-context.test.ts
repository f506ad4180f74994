import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client, fileForm, until } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const anyTraceparent = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-0[01]$/;

let double: Awaited<ReturnType<typeof startModelDouble>>;
let host: Host;
beforeAll(async () => {
  double = await startModelDouble();
  host = await startHost({ env: { SAMPLE_PLANT: "off", MODEL_BASE_URL: double.url, MODEL_TIMEOUT_MS: "500" } });
});
beforeEach(() => {
  double.behave({ kind: "answer" });
  double.requests.length = 0;
});
afterAll(async () => {
  await host.stop();
  await double.stop();
});

const say = (headers: Record<string, string>) =>
  client(host.url).post<Turn>("/chat", { message: "펌프 진동이 심해요" }, headers);
const tracesOfModelCalls = () => double.requests.map(({ headers }) => String(headers["traceparent"]));
/** The log lines of one event that hold this text. */
const logged = (event: string, text: string) =>
  until(
    async () => host.output().split("\n"),
    (lines) => lines.some((line) => line.includes(`"event":"${event}"`) && line.includes(text)),
  );

describe("the trace of a request", () => {
  it("is the caller's, and goes on to the model and into the log, with the request id", async () => {
    const { body: turn } = await say({ traceparent, "x-request-id": "request-1" });
    expect(tracesOfModelCalls().length).toBeGreaterThan(0);
    for (const sent of tracesOfModelCalls()) expect(sent).toMatch(new RegExp(`^00-${traceId}-`));
    const line = (await logged("turn-answered", turn.id)).find((each) => each.includes(turn.id))!;
    expect(line).toContain(`"traceId":"${traceId}"`);
    expect(line).toContain(`"requestId":"request-1"`);
  });

  it("is the caller's in a stream to its last event", async () => {
    const response = await fetch(`${host.url}/api/v1/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream", traceparent },
      body: JSON.stringify({ message: "펌프 진동이 심해요", turnId: "streamed" }),
    });
    expect(await response.text()).toContain("event: done");
    expect(tracesOfModelCalls().length).toBeGreaterThan(0);
    for (const sent of tracesOfModelCalls()) expect(sent).toMatch(new RegExp(`^00-${traceId}-`));
  });

  it.each([
    "",
    "00-abc-def-01",
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `ff-${traceId}-b7ad6b7169203331-01`,
    "\\\"'",
  ])("is a new one when the header says %j", async (malformed) => {
    expect((await say({ traceparent: malformed })).status).toBe(200);
    const traces = new Set(tracesOfModelCalls().map((sent) => sent.split("-")[1]));
    expect(traces.size).toBe(1);
    for (const sent of tracesOfModelCalls()) expect(sent).toMatch(anyTraceparent);
    expect([...traces]).not.toContain(traceId);
  });

  it("spans the summary of an ended session, through the outbox and the queue, to its model call", async () => {
    const { body: turn } = await say({});
    double.requests.length = 0;
    await client(host.url).post(`/sessions/${turn.sessionId}/end`, undefined, { traceparent });
    const lines = await logged("summary-written", turn.sessionId);
    const written = lines.find((line) => line.includes("summary-written") && line.includes(turn.sessionId));
    expect(written).toContain(`"traceId":"${traceId}"`);
    expect(tracesOfModelCalls().map((sent) => sent.split("-")[1])).toEqual([traceId]);
  });

  it("spans an import", async () => {
    const form = fileForm("terms.csv", "category,code,name,aliases\nlocation,L1,1창고,창고1\n");
    const { status } = await client(host.url).post("/imports/terms", form, { traceparent });
    expect(status).toBe(202);
    const line = (await logged("import-finished", "terms")).find((each) => each.includes("import-finished"))!;
    expect(line).toContain(`"traceId":"${traceId}"`);
  });
});
