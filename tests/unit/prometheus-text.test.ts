import { describe, expect, it } from "vitest";
import { inProcessMetrics } from "../../shared/adapters/embedded/in-process-metrics.ts";
import { prometheusText } from "../../shared/operations/prometheus-text.ts";

/** A line as the format has it: a name, labels, a number. */
const sample = /^[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? -?[\d.e+-]+$/;

describe("metrics as text", () => {
  it("names each family once, with its counters", () => {
    const metrics = inProcessMetrics();
    metrics.count("turns_total", { degraded: "false" }, 2);
    metrics.count("other_total");
    metrics.count("turns_total", { degraded: "true" });
    expect(prometheusText(metrics.snapshot())).toBe(
      [
        "# TYPE turns_total counter",
        'turns_total{degraded="false"} 2',
        'turns_total{degraded="true"} 1',
        "# TYPE other_total counter",
        "other_total 1",
        "",
      ].join("\n"),
    );
  });

  it("adds up a histogram's buckets to its count", () => {
    const metrics = inProcessMetrics();
    for (const value of [0.05, 1, 1.5, 1e9]) metrics.record("turn_ms", value, { step: "parse" });
    const lines = prometheusText(metrics.snapshot()).trim().split("\n");
    expect(lines[0]).toBe("# TYPE turn_ms histogram");
    expect(lines).toContain('turn_ms_bucket{step="parse",le="0.1"} 1');
    expect(lines).toContain('turn_ms_bucket{step="parse",le="1"} 2');
    expect(lines).toContain('turn_ms_bucket{step="parse",le="100000"} 3');
    expect(lines.slice(-3)).toEqual([
      'turn_ms_bucket{step="parse",le="+Inf"} 4',
      'turn_ms_sum{step="parse"} 1000000002.55',
      'turn_ms_count{step="parse"} 4',
    ]);
  });

  it.each(['a "quoted" one', "back\\slash", "two\nlines", "한글", "", "}{=,"])("takes a label such as %j", (label) => {
    const metrics = inProcessMetrics();
    metrics.count("odd_total", { label });
    const [, line, ...rest] = prometheusText(metrics.snapshot()).split("\n");
    expect(line).toMatch(sample);
    expect(rest).toEqual([""]);
  });

  it("is empty without metrics", () => {
    expect(prometheusText(inProcessMetrics().snapshot())).toBe("");
  });
});
