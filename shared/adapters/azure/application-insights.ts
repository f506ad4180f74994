import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ApplicationInsightsSampler,
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from "@azure/monitor-opentelemetry-exporter";
import { type Counter, type Histogram, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Telemetry } from "../../ports/telemetry.ts";
import { telemetryFields } from "./telemetry-fields.ts";

export type ApplicationInsightsOptions = {
  connectionString: string;
  /** 0 to 1: of all traces, decided by the trace id, so that a trace is kept whole or not at all. */
  samplingRatio: number;
};

/** A burst of some hundred turns fits; what comes on top while the service does not take it is dropped. */
const QUEUE = { maxQueueSize: 8_192, maxExportBatchSize: 512, scheduledDelayMillis: 2_000 };
const EXPORT_TIMEOUT_MS = 10_000;
const METRICS_INTERVAL_MS = 60_000;
const FLUSH_LIMIT_MS = 2_000;

const severity = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/**
 * Spans, events and metrics go to Application Insights from now on. An ingestion that is slow or away costs telemetry
 * and nothing else: queues are bounded, nothing is kept on disk, closing takes at most two seconds.
 */
export function applicationInsights(options: ApplicationInsightsOptions): Telemetry & { close(): Promise<void> } {
  // The exporter reads these where it is made: no statistics about ourselves to Microsoft, no metric per batch.
  process.env["APPLICATION_INSIGHTS_NO_STATSBEAT"] = "1";
  process.env["APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED"] = "true";
  const target = { connectionString: options.connectionString, disableOfflineStorage: true };
  const resource = resourceFromAttributes({ "service.name": "pmark", "service.instance.id": hostname() });
  const batches = { ...QUEUE, exportTimeoutMillis: EXPORT_TIMEOUT_MS };

  const spans = new BasicTracerProvider({
    resource,
    sampler: new ApplicationInsightsSampler(options.samplingRatio),
    spanProcessors: [new BatchSpanProcessor(new AzureMonitorTraceExporter(target), batches)],
  });
  const events = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: new AzureMonitorLogExporter(target), ...batches })],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: new AzureMonitorMetricExporter(target),
    exportIntervalMillis: METRICS_INTERVAL_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const metrics = new MeterProvider({ resource, readers: [reader] });
  trace.setGlobalTracerProvider(spans);

  const logger = events.getLogger("pmark");
  const meter = metrics.getMeter("pmark");
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();

  return {
    log(level, event, fields) {
      logger.emit({
        severityNumber: severity[level],
        attributes: { ...telemetryFields(fields), level, "microsoft.custom_event.name": event },
      });
    },
    count(name, labels = {}, by = 1) {
      const counter = counters.get(name) ?? meter.createCounter(name);
      counters.set(name, counter);
      counter.add(by, labels);
    },
    record(name, value, labels = {}) {
      const histogram = histograms.get(name) ?? meter.createHistogram(name);
      histograms.set(name, histogram);
      histogram.record(value, labels);
    },
    async close() {
      const sent = Promise.allSettled([spans.shutdown(), events.shutdown(), metrics.shutdown()]);
      await Promise.race([sent, sleep(FLUSH_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}
