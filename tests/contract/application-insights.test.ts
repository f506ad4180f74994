import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../harness/client.ts";
import { sinkCertificate, startTelemetrySink } from "../telemetry-sink/telemetry-sink.ts";

const shared = path.resolve(import.meta.dirname, "../../shared");
const SPANS = 6_000;

/** A process of its own, because a process reads the certificates that it trusts when it starts. It closes when told. */
async function startSending(samplingRatio: number) {
  const sink = await startTelemetrySink();
  const code = `
    import { applicationInsights } from "${shared}/adapters/azure/application-insights.ts";
    import { beginArrival } from "${shared}/tracing.ts";
    const insights = applicationInsights({ connectionString: process.env.SINK, samplingRatio: ${samplingRatio} });
    for (let n = 0; n < ${SPANS}; n++) beginArrival({ name: "burst", traceparent: undefined, attributes: { n } }).end();
    insights.log("warn", "odd", { id: "a:1", text: "two words", long: "x".repeat(500), n: 1, ok: true, nothing: undefined, list: [1] });
    for (let n = 0; n < 3; n++) insights.count("pmark_turns_total", { degraded: "false" }, 2);
    insights.record("pmark_turn_ms", 20);
    insights.record("pmark_turn_ms", 30);
    process.stdin.once("data", () => void insights.close().then(() => process.exit(0)));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    env: { ...process.env, SINK: sink.connectionString, NODE_EXTRA_CA_CERTS: sinkCertificate },
    stdio: ["pipe", "inherit", "inherit"],
  });
  const exited = once(child, "exit");
  const close = async () => {
    child.stdin.write("close\n");
    expect(await exited).toEqual([0, null]);
    await sink.stop();
  };
  return { sink, close };
}

describe("telemetry to Application Insights", () => {
  it.concurrent("loses none of a burst, and sends events, counters and histograms", async () => {
    const { sink, close } = await startSending(1);
    await until(
      async () => sink.of("RequestData").length,
      (n) => n === SPANS,
      25_000,
    );
    await close();
    expect(new Set(sink.of("RequestData").map(({ data }) => data.baseData.properties?.["n"])).size).toBe(SPANS);
    expect(sink.of("EventData").map(({ data }) => data.baseData)).toMatchObject([
      { name: "odd", properties: { id: "a:1", n: "1", ok: "true", level: "warn" } },
    ]);
    expect(Object.keys(sink.of("EventData")[0]!.data.baseData.properties!).sort()).toEqual(["id", "level", "n", "ok"]);
    const metrics = sink.of("MetricData").map(({ data }) => (data.baseData["metrics"] as object[])[0]);
    expect(metrics).toMatchObject([
      { name: "pmark_turns_total", value: 6 },
      { name: "pmark_turn_ms", value: 50, count: 2, min: 20, max: 30 },
    ]);
  }, 40_000);

  it.concurrent("sends no traces, and every event and metric, when none shall be sampled", async () => {
    const { sink, close } = await startSending(0);
    await until(
      async () => sink.of("EventData").length,
      (n) => n === 1,
      25_000,
    );
    await close();
    expect(sink.of("RequestData")).toEqual([]);
    expect(sink.of("MetricData")).toHaveLength(2);
  }, 40_000);
});
