/** Where business events go: a structured log line and a metric each. `fields` hold no message text and no secret. */
export type Telemetry = {
  log(level: "debug" | "info" | "warn" | "error", event: string, fields: Record<string, unknown>): void;
  count(name: string, labels?: Record<string, string>, by?: number): void;
  /** A duration or size for a histogram. */
  record(name: string, value: number, labels?: Record<string, string>): void;
};
