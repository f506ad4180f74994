import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client, fileForm, until } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { startModelDouble } from "../model-double/model-double.ts";
import {
  type Envelope,
  sinkCertificate,
  type SinkBehaviour,
  startTelemetrySink,
} from "../telemetry-sink/telemetry-sink.ts";

type Sink = Awaited<ReturnType<typeof startTelemetrySink>>;

const traceId = "0af7651916cd43dd8448eb211c80319c";
const callersSpan = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${callersSpan}-01`;
/** The flush is given two seconds; twenty, for a busy machine, tell it from the half minute that it would take unbounded. */
const STOP_LIMIT_MS = 20_000;

let model: Awaited<ReturnType<typeof startModelDouble>>;
beforeAll(async () => {
  model = await startModelDouble();
});
beforeEach(() => model.behave({ kind: "answer" }));
afterAll(() => model.stop());

async function startWithTelemetry(sink: Sink, env: Record<string, string> = {}): Promise<Host> {
  const host = await startHost({
    env: {
      SAMPLE_PLANT: "off",
      MODEL_BASE_URL: model.url,
      APPLICATIONINSIGHTS_CONNECTION_STRING: sink.connectionString,
      NODE_EXTRA_CA_CERTS: sinkCertificate,
      ...env,
    },
  });
  await until(
    async () => host.output(),
    (output) => output.includes("telemetry-started"),
    40_000,
  );
  return host;
}

const summaryOf = (host: Host, sessionId: string) =>
  until(
    async () => host.output().split("\n"),
    (lines) => lines.some((line) => line.includes("summary-written") && line.includes(sessionId)),
    40_000,
  );
const nameOf = ({ data }: Envelope) => data.baseData["name"] as string;
const idOf = (envelope: Envelope | undefined) => envelope?.data.baseData["id"] as string;
const parentOf = (envelope: Envelope | undefined) => envelope?.tags["ai.operation.parentId"];

describe("Application Insights", { timeout: 90_000 }, () => {
  it("gets one trace from the request through the message to the model call of its job", async () => {
    const sink = await startTelemetrySink();
    const host = await startWithTelemetry(sink);
    const who = client(host.url);
    const { body: turn } = await who.post<Turn>("/chat", { message: "펌프 진동이 심해요" }, { traceparent });
    await who.post(`/sessions/${turn.sessionId}/end`, undefined, { traceparent });
    await summaryOf(host, turn.sessionId);
    expect(await host.stop()).toBe(0);
    await sink.stop();
    expect(sink.refused).toEqual([]);

    const ofTrace = (baseType: string) => sink.of(baseType).filter(({ tags }) => tags["ai.operation.id"] === traceId);
    const requests = ofTrace("RequestData");
    const dependencies = ofTrace("RemoteDependencyData");
    const request = (name: string) => requests.find((each) => nameOf(each) === name);
    const dependenciesOf = (of: Envelope | undefined) =>
      dependencies.filter((each) => parentOf(each) === idOf(of)).map(nameOf);

    const chat = request("POST api/v1/chat");
    const ending = request("POST api/v1/sessions/{sessionId}/end");
    const job = request("summarize-session");
    expect([parentOf(chat), parentOf(ending), parentOf(job)]).toEqual([callersSpan, callersSpan, idOf(ending)]);
    expect(dependenciesOf(chat)).toEqual(
      expect.arrayContaining(["model.stream", "index.searchLexical", "sessions.commit"]),
    );
    expect(dependenciesOf(ending)).toEqual(expect.arrayContaining(["sessions.commit", "queue.send"]));
    expect(dependenciesOf(job)).toEqual(expect.arrayContaining(["model.complete", "summaries.create"]));
    expect(dependencies.find((each) => nameOf(each) === "queue.send")?.data.baseData).toMatchObject({ type: "SQLite" });
    expect(dependencies.find((each) => nameOf(each) === "model.stream")?.data.baseData).toMatchObject({
      type: "vLLM",
      success: true,
      properties: { "gen_ai.usage.input_tokens": "100", "gen_ai.usage.output_tokens": "20" },
    });

    const events = ofTrace("EventData");
    expect(events.map(nameOf)).toEqual(["turn-answered", "session-ended", "summary-written"]);
    expect(events.map(parentOf)).toEqual([chat, ending, job].map(idOf));
    const metrics = sink.of("MetricData").flatMap(({ data }) => data.baseData["metrics"] as { name: string }[]);
    expect(metrics.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["pmark_turns_total", "pmark_turn_ms", "pmark_summaries_total"]),
    );
  });

  it("gets failures by name, and nothing that a user wrote or that is secret", async () => {
    const canaries = [
      "카나리아를",
      "CANARY-KEY",
      "CANARY-TOKEN",
      "CANARY-PATH",
      "CANARY-QUERY",
      "CANARY-TITLE",
      "CANARY-ANSWER",
    ];
    const sink = await startTelemetrySink();
    const host = await startWithTelemetry(sink, { MODEL_API_KEY: "CANARY-KEY" });
    const who = client(host.url);
    const headers = { authorization: "Bearer CANARY-TOKEN", cookie: "session=CANARY-TOKEN" };
    const message = "카나리아를 본 펌프 진동";
    model.behave({ kind: "answer", text: "CANARY-ANSWER: 베어링을 확인하세요." });
    const { body: turn } = await who.post<Turn>("/chat", { message }, headers);
    model.behave({ kind: "text", content: "CANARY-ANSWER" });
    await who.post(`/sessions/${turn.sessionId}/turns`, { message });
    await who.post(`/sessions/${turn.sessionId}/turns`, { message: `카나리아를 ${"x".repeat(2_000)}` });
    await who.get("/CANARY-PATH?q=CANARY-QUERY");
    await who.get("/summaries?q=CANARY-QUERY");
    await who.post("/search", { query: "CANARY-QUERY" });
    await who.post("/documents", { title: "CANARY-TITLE", content: "카나리아를", contentType: "text/plain" });
    await who.post(
      "/imports/terms",
      fileForm("CANARY-TITLE.csv", "category,code,name,aliases\nlocation,CANARY-KEY,카나리아를,\n"),
    );
    await who.post(`/sessions/${turn.sessionId}/end`);
    await summaryOf(host, turn.sessionId);
    await host.stop();
    await sink.stop();

    const sent = sink.bodies.join("\n").normalize("NFC");
    expect(sink.of("RequestData").length).toBeGreaterThanOrEqual(9);
    expect(canaries.filter((canary) => sent.includes(canary.normalize("NFC")))).toEqual([]);
    const failures = sink.of("RemoteDependencyData").filter(({ data }) => data.baseData["success"] === false);
    expect(failures.map(({ data }) => data.baseData.properties?.["failure"])).toContain("invalid");
  });

  it.concurrent.each<[string, SinkBehaviour | "absent"]>([
    ["hangs", "hang"],
    ["refuses", "refuse"],
    ["is not there", "absent"],
  ])("holds up no turn and no shutdown when it %s", async (_, behaviour) => {
    const sink = await startTelemetrySink();
    if (behaviour === "absent") await sink.stop();
    else sink.behave(behaviour);
    const host = await startWithTelemetry(sink);
    const { status, body: turn } = await client(host.url).post<Turn>("/chat", { message: "펌프 진동" });
    expect([status, turn.degraded]).toEqual([200, false]);
    const stopping = performance.now();
    expect(await host.stop()).toBe(0);
    expect(performance.now() - stopping).toBeLessThan(STOP_LIMIT_MS);
    if (behaviour !== "absent") await sink.stop();
    expect(sink.bodies.length > 0).toBe(behaviour !== "absent");
    expect(sink.envelopes).toEqual([]);
  });
});
