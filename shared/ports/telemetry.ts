/** Where business events go: a structured log line and a metric each. `fields` hold no message text and no secret. */
export type Telemetry = {
  log(level: "debug" | "info" | "warn" | "error", event: string, fields: Record<string, unknown>): void;
  count(name: string, labels?: Record<string, string>, by?: number): void;
  /** A duration or size for a histogram. */
  record(name: string, value: number, labels?: Record<string, string>): void;
};

/** Counters and histograms since the process began. */
export type MetricsSnapshot = {
  /** The upper ends of the buckets, ascending. */
  bounds: readonly number[];
  counters: { name: string; labels: Record<string, string>; value: number }[];
  histograms: {
    name: string;
    labels: Record<string, string>;
    count: number;
    sum: number;
    min: number;
    max: number;
    /** Not cumulative: how many values were at most `bounds[i]` and above the bound before; the last is for larger ones. */
    buckets: number[];
  }[];
};
