import type { MetricsSnapshot, Telemetry } from "../../ports/telemetry.ts";

type Labels = Record<string, string>;
type Counter = MetricsSnapshot["counters"][number];
type Histogram = MetricsSnapshot["histograms"][number];

/** Milliseconds (or bytes): three steps a decade, from 0.1 to 100,000. */
const bounds = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
] as const;

/** Beyond this many label sets of one name, further ones share a single set: a label taken from user input can't fill the memory. */
const MAX_LABEL_SETS = 100;
const overflow: Labels = { overflow: "true" };

/** Counters and histograms since the process began. */
export function inProcessMetrics(): Pick<Telemetry, "count" | "record"> & { snapshot: () => MetricsSnapshot } {
  const counters = series<Counter>((name, labels) => ({ name, labels, value: 0 }));
  const histograms = series<Histogram>((name, labels) => ({
    name,
    labels,
    count: 0,
    sum: 0,
    min: Infinity,
    max: -Infinity,
    buckets: Array.from({ length: bounds.length + 1 }, () => 0),
  }));

  return {
    count(name, labels = {}, by = 1) {
      counters.of(name, labels).value += by;
    },
    record(name, value, labels = {}) {
      const histogram = histograms.of(name, labels);
      const found = bounds.findIndex((bound) => value <= bound);
      const bucket = found === -1 ? bounds.length : found;
      histogram.count += 1;
      histogram.sum += value;
      histogram.min = Math.min(histogram.min, value);
      histogram.max = Math.max(histogram.max, value);
      histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + 1;
    },
    snapshot() {
      return {
        bounds,
        counters: counters.all().map((counter) => ({ ...counter })),
        histograms: histograms.all().map((histogram) => ({ ...histogram, buckets: [...histogram.buckets] })),
      };
    },
  };
}

function series<Metric>(create: (name: string, labels: Labels) => Metric) {
  const byName = new Map<string, Map<string, Metric>>();
  return {
    of(name: string, labels: Labels): Metric {
      const sets = byName.get(name) ?? new Map<string, Metric>();
      byName.set(name, sets);
      const known = sets.get(keyOf(labels));
      if (known !== undefined) return known;
      const kept = sets.size < MAX_LABEL_SETS ? labels : overflow;
      const metric = sets.get(keyOf(kept)) ?? create(name, kept);
      sets.set(keyOf(kept), metric);
      return metric;
    },
    all: () => [...byName.values()].flatMap((sets) => [...sets.values()]),
  };
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
