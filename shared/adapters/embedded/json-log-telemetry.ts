import { writeSync } from "node:fs";
import type { MetricsSnapshot, Telemetry } from "../../ports/telemetry.ts";
import { inProcessMetrics } from "./in-process-metrics.ts";

type Level = Parameters<Telemetry["log"]>[0];
type Options = {
  level: Level;
  now: () => Date;
  /** What ties a line to its trace and request. */
  correlation?: () => Record<string, string>;
  write?: (text: string) => void;
};

const severity: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const STDERR = 2;

/** One JSON object a line on stderr; metrics in memory. Lines of one turn of the event loop go out together, warnings and errors at once. */
export function jsonLogTelemetry({
  level,
  now,
  correlation = () => ({}),
  write = writeToStderr,
}: Options): Telemetry & { snapshot: () => MetricsSnapshot; flush(): void } {
  const metrics = inProcessMetrics();
  let waiting = "";

  function flush(): void {
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    write(text);
  }

  return {
    log(lineLevel, event, fields) {
      if (severity[lineLevel] < severity[level]) return;
      if (waiting === "") setImmediate(flush);
      const head = { time: now().toISOString(), level: lineLevel, event };
      waiting += `${toJson({ ...head, ...correlation(), ...fields, ...head })}\n`;
      if (severity[lineLevel] >= severity.warn) flush();
    },
    count: metrics.count,
    record: metrics.record,
    snapshot: metrics.snapshot,
    flush,
  };
}

/** Written before it returns, so that the line outlives the process. A log nobody can read stops no turn. */
function writeToStderr(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  for (let attempts = 0; written < bytes.length && attempts < 1_000; attempts++) {
    try {
      written += writeSync(STDERR, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      // The reader's pipe is full: give it a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function toJson(line: Record<string, unknown>): string {
  try {
    return JSON.stringify(line, (_key, value: unknown) => {
      if (typeof value === "bigint") return value.toString();
      return value instanceof Error ? (value.stack ?? value.message) : value;
    });
  } catch {
    // A circle: the event is worth more than its fields.
    return JSON.stringify({ time: line["time"], level: line["level"], event: line["event"], fields: "unreadable" });
  }
}
