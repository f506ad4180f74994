import type { MetricsSnapshot } from "../ports/telemetry.ts";

type Labels = Record<string, string>;

/** What Prometheus calls this format; version 0.0.4 is the one that every release reads. */
export const prometheusType = "text/plain; version=0.0.4; charset=utf-8";

/** Counters and histograms in Prometheus' text format: one family after the other, each with its type once. */
export function prometheusText({ bounds, counters, histograms }: MetricsSnapshot): string {
  const families = [
    ...familiesOf(counters, "counter", ({ name, labels, value }) => [line(name, labels, value)]),
    ...familiesOf(histograms, "histogram", (histogram) => histogramLines(histogram, bounds)),
  ];
  return families.map((lines) => `${lines.join("\n")}\n`).join("");
}

function familiesOf<Metric extends { name: string }>(
  metrics: Metric[],
  type: string,
  linesOf: (metric: Metric) => string[],
): string[][] {
  const byName = Map.groupBy(metrics, ({ name }) => name);
  return [...byName].map(([name, ofName]) => [`# TYPE ${name} ${type}`, ...ofName.flatMap(linesOf)]);
}

/** Prometheus' buckets are cumulative; ours are not. */
function histogramLines(
  { name, labels, count, sum, buckets }: MetricsSnapshot["histograms"][number],
  bounds: readonly number[],
): string[] {
  let upTo = 0;
  const lines = bounds.map((bound, index) => {
    upTo += buckets[index] ?? 0;
    return line(`${name}_bucket`, { ...labels, le: String(bound) }, upTo);
  });
  return [
    ...lines,
    line(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    line(`${name}_sum`, labels, sum),
    line(`${name}_count`, labels, count),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
