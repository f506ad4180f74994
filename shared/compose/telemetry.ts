import { jsonLogTelemetry } from "../adapters/embedded/json-log-telemetry.ts";
import type { Config } from "../config.ts";
import { failureName } from "../errors.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { correlation } from "../tracing.ts";

/** The log and the metrics in memory, and Application Insights beside them where it is configured and once it is loaded. */
export function composeTelemetry(config: Config, now: () => Date) {
  const log = jsonLogTelemetry({ level: config.logLevel, now, correlation });
  let insights: (Telemetry & { close(): Promise<void> }) | undefined;
  const telemetry: Telemetry = {
    log(level, event, fields) {
      log.log(level, event, fields);
      insights?.log(level, event, fields);
    },
    count(name, labels, by) {
      log.count(name, labels, by);
      insights?.count(name, labels, by);
    },
    record(name, value, labels) {
      log.record(name, value, labels);
      insights?.record(name, value, labels);
    },
  };
  return {
    telemetry,
    /** The metrics since the process began. */
    metrics: () => log.snapshot(),
    /** Loads what only Application Insights needs: a quarter of a second that no start waits for. Never throws. */
    start: async (): Promise<void> => {
      if (config.applicationInsights === undefined || insights !== undefined) return;
      try {
        const { applicationInsights } = await import("../adapters/azure/application-insights.ts");
        insights = applicationInsights(config.applicationInsights);
        telemetry.log("info", "telemetry-started", { samplingRatio: config.applicationInsights.samplingRatio });
      } catch (error) {
        telemetry.log("error", "telemetry-failed", { reason: failureName(error) });
      }
    },
    /** Sends what waits, for two seconds at most. */
    close: async () => insights?.close(),
  };
}
