import { spawnSync } from "node:child_process";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { jsonLogTelemetry } from "../../shared/adapters/embedded/json-log-telemetry.ts";
import { minute } from "./samples.ts";

function recorder(level: "debug" | "info" | "warn" | "error" = "info") {
  const writes: string[] = [];
  const now = () => new Date(minute(0));
  const telemetry = jsonLogTelemetry({ level, now, write: (text) => writes.push(text) });
  const lines = () =>
    writes
      .join("")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...telemetry, writes, lines };
}

describe("the JSON log", () => {
  it("writes one object a line, whatever the fields hold", async () => {
    const recording = recorder();
    recording.log("info", "turn-answered", {
      text: 'two\nlines "quoted"',
      big: 1n,
      error: new Error("cause"),
      level: "mine",
    });
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    recording.log("info", "odd", circle);
    await nextTurn();
    expect(recording.lines()).toMatchObject([
      { time: minute(0), level: "info", event: "turn-answered", text: 'two\nlines "quoted"', big: "1" },
      { level: "info", event: "odd" },
    ]);
    expect(recording.lines()[0]?.["error"]).toContain("Error: cause");
  });

  it("leaves out what is below its level", async () => {
    const recording = recorder("warn");
    for (const level of ["debug", "info", "warn", "error"] as const) recording.log(level, level, {});
    await nextTurn();
    expect(recording.lines().map((line) => line["event"])).toEqual(["warn", "error"]);
  });

  it("gathers lines of one turn of the event loop, and writes warnings and errors at once, in order", async () => {
    const recording = recorder();
    recording.log("info", "one", {});
    recording.log("info", "two", {});
    expect(recording.writes).toEqual([]);
    recording.log("error", "three", {});
    expect(recording.lines().map((line) => line["event"])).toEqual(["one", "two", "three"]);
    recording.log("info", "four", {});
    await nextTurn();
    expect(recording.lines()).toHaveLength(4);
    expect(recording.writes).toHaveLength(2);
  });

  it("has an error on stderr even when the process dies at once", () => {
    const module = path.resolve(import.meta.dirname, "../../shared/adapters/embedded/json-log-telemetry.ts");
    const script = `import { jsonLogTelemetry } from ${JSON.stringify(module)};
      jsonLogTelemetry({ level: "info", now: () => new Date() }).log("error", "last-words", { pad: "x".repeat(200000) });
      process.kill(process.pid, "SIGKILL");`;
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(JSON.parse(stderr)).toMatchObject({ event: "last-words" });
  });
});

describe("the metrics in memory", () => {
  it("count by name and labels, whatever the order of the labels", () => {
    const recording = recorder();
    recording.count("turns", { a: "1", b: "2" });
    recording.count("turns", { b: "2", a: "1" }, 4);
    recording.count("turns");
    expect(recording.snapshot().counters).toEqual([
      { name: "turns", labels: { a: "1", b: "2" }, value: 5 },
      { name: "turns", labels: {}, value: 1 },
    ]);
  });

  it("keep histograms with count, sum, extremes and buckets", () => {
    const recording = recorder();
    for (const value of [0.05, 1, 1.5, 1e9]) recording.record("ms", value, { step: "parse" });
    const { bounds, histograms } = recording.snapshot();
    expect(histograms).toMatchObject([{ labels: { step: "parse" }, count: 4, sum: 1e9 + 2.55, min: 0.05, max: 1e9 }]);
    const filled = histograms[0]?.buckets.flatMap((n, index) => (n === 0 ? [] : [[bounds[index], n]]));
    expect(filled).toEqual([
      [0.1, 1],
      [1, 1],
      [2, 1],
      [undefined, 1],
    ]);
  });

  it("stay bounded when a label takes any number of values", () => {
    const recording = recorder();
    for (let n = 0; n < 5_000; n++) recording.count("requests", { path: `/${n}` });
    const { counters } = recording.snapshot();
    expect(counters.length).toBeLessThanOrEqual(101);
    expect(counters.reduce((sum, counter) => sum + counter.value, 0)).toBe(5_000);
  });

  it("give a snapshot that stays as it was", () => {
    const recording = recorder();
    recording.count("a");
    recording.record("b", 1);
    const before = recording.snapshot();
    const copy = structuredClone(before);
    recording.count("a");
    recording.record("b", 1);
    expect(before).toEqual(copy);
  });
});
