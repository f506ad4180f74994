import type { QueueDepth } from "./ports/job-queue.ts";
import type { Telemetry } from "./ports/telemetry.ts";

/**
 * Business events: one method each, a log line and a metric together. No other place names an event or a metric.
 * Fields hold ids, counts and verdicts; never a user's words, never a secret.
 */
export function businessEvents(telemetry: Telemetry) {
  return {
    turnAnswered(fields: {
      sessionId: string;
      turnId: string;
      scenario: string;
      degraded: boolean;
      ms: number;
      retries: number;
      /** What the turn has asked of a store over the network. */
      storeRoundTrips?: number;
      storeUnits?: number;
    }) {
      telemetry.log("info", "turn-answered", fields);
      if (fields.storeRoundTrips !== undefined)
        telemetry.record("pmark_turn_store_round_trips", fields.storeRoundTrips);
      if (fields.storeUnits !== undefined) telemetry.record("pmark_turn_store_units", fields.storeUnits);
      telemetry.count("pmark_turns_total", { degraded: String(fields.degraded), scenario: fields.scenario });
      telemetry.record("pmark_turn_ms", fields.ms);
    },
    /** `units` as the store charges them, on Cosmos DB request units. */
    storeCalled(fields: { container: string; operation: string; status: string; units: number; ms: number }) {
      const { container, operation, status, units, ms } = fields;
      telemetry.count("pmark_store_calls_total", { container, operation, status });
      telemetry.record("pmark_store_units", units, { container, operation });
      telemetry.record("pmark_store_call_ms", ms, { container, operation });
    },
    stepFailed(fields: { step: string; error: unknown }) {
      telemetry.log("error", "step-failed", { step: fields.step, error: describe(fields.error) });
      telemetry.count("pmark_step_failures_total", { step: fields.step });
    },
    modelFailed(fields: { purpose: string; failure: string; status?: number }) {
      telemetry.log("warn", "model-failed", fields);
      telemetry.count("pmark_model_failures_total", { purpose: fields.purpose, failure: fields.failure });
    },
    endpointFailed(fields: { service: string; detail: string; model?: string; listed?: string[] }) {
      telemetry.log("warn", "endpoint-failed", fields);
      telemetry.count("pmark_endpoint_failures_total", { service: fields.service });
    },
    sessionEnded(fields: { sessionId: string; revision: number; by: "user" | "work-order" | "idle" }) {
      telemetry.log("info", "session-ended", fields);
      telemetry.count("pmark_sessions_ended_total", { by: fields.by });
    },
    summaryWritten(fields: { sessionId: string; revision: number; type: string; attempt: number }) {
      telemetry.log("info", "summary-written", fields);
      telemetry.count("pmark_summaries_total", { type: fields.type });
    },
    purged(fields: { streams: number; sessions: number }) {
      telemetry.log("info", "purged", fields);
      telemetry.count("pmark_purged_total", { what: "streams" }, fields.streams);
      telemetry.count("pmark_purged_total", { what: "sessions" }, fields.sessions);
    },
    outboxRelayed(fields: { sent: number }) {
      telemetry.log("info", "outbox-relayed", fields);
      telemetry.count("pmark_outbox_relayed_total", {}, fields.sent);
    },
    workOrderFinalized(fields: { workOrderId: string; sessionId: string }) {
      telemetry.log("info", "work-order-finalized", fields);
      telemetry.count("pmark_work_orders_finalized_total");
    },
    documentRegistered(fields: { documentId: string; by: string; sizeBytes: number }) {
      telemetry.log("info", "document-registered", fields);
      telemetry.count("pmark_documents_registered_total");
    },
    documentIndexed(fields: { documentId: string; chunks: number; ms: number }) {
      telemetry.log("info", "document-indexed", fields);
      telemetry.count("pmark_documents_indexed_total");
      telemetry.record("pmark_ingestion_ms", fields.ms);
    },
    documentFailed(fields: { documentId: string; reason: string; attempts: number }) {
      telemetry.log("warn", "document-failed", fields);
      telemetry.count("pmark_documents_failed_total");
    },
    /** `source`: a path or an address without its query. */
    sourceFailed(fields: { source: string; reason: string }) {
      telemetry.log("warn", "source-failed", fields);
      telemetry.count("pmark_source_failures_total");
    },
    sourcesRead(fields: {
      sources: number;
      taken: number;
      changed: number;
      removed: number;
      failed: number;
      complete: boolean;
    }) {
      telemetry.log("info", "sources-read", fields);
      telemetry.count("pmark_source_documents_changed_total", {}, fields.changed);
    },
    importFinished(fields: {
      runId: string;
      kind: string;
      rows: number;
      accepted: number;
      rejected: number;
      ms: number;
    }) {
      telemetry.log("info", "import-finished", fields);
      telemetry.count("pmark_import_rows_total", { kind: fields.kind }, fields.rows);
    },
    messageDeadLettered(fields: { queue: string; id: string; reason: string }) {
      telemetry.log("error", "message-dead-lettered", fields);
      telemetry.count("pmark_dead_letters_total", { queue: fields.queue, reason: fields.reason });
    },
    claimsRemoved(fields: { format: string; count: number }) {
      telemetry.log("warn", "claims-removed", fields);
      telemetry.count("pmark_claims_removed_total", { format: fields.format }, fields.count);
    },
    callerRefused(fields: { code: string; reason: string }) {
      telemetry.log("info", "caller-refused", fields);
      telemetry.count("pmark_callers_refused_total", { code: fields.code });
    },
    groupsLeftOut(fields: { userId: string }) {
      telemetry.log("warn", "groups-left-out", fields);
      telemetry.count("pmark_groups_left_out_total");
    },
    deadLetterReplayed(fields: { queue: string; deadLetterId: string; by: string }) {
      telemetry.log("info", "dead-letter-replayed", fields);
      telemetry.count("pmark_dead_letters_replayed_total", { queue: fields.queue });
    },
    deadLetterRemoved(fields: { queue: string; deadLetterId: string; by: string }) {
      telemetry.log("warn", "dead-letter-removed", fields);
      telemetry.count("pmark_dead_letters_removed_total", { queue: fields.queue });
    },
    queueMeasured(fields: { queue: string } & QueueDepth) {
      const { queue, active, locked, scheduled, deadLettered, oldestAgeMs } = fields;
      telemetry.log("debug", "queue-measured", fields);
      const states = { active, locked, scheduled, deadLettered };
      for (const [state, count] of Object.entries(states))
        telemetry.record("pmark_queue_messages", count, { queue, state });
      telemetry.record("pmark_queue_oldest_age_ms", oldestAgeMs, { queue });
    },
    /** `faults`: what an operator must set up, in words. */
    storeIncomplete(fields: { faults: string[] }) {
      telemetry.log("error", "store-incomplete", fields);
      telemetry.count("pmark_store_faults_total", {}, fields.faults.length);
    },
    workOrdersNotIndexed(fields: { error: unknown }) {
      telemetry.log("error", "work-orders-not-indexed", { error: describe(fields.error) });
      telemetry.count("pmark_index_failures_total", { index: "work-orders" });
    },
    secretNotRefreshed(fields: { name: string; error: unknown }) {
      telemetry.log("warn", "secret-not-refreshed", { name: fields.name, error: describe(fields.error) });
      telemetry.count("pmark_secret_refresh_failures_total", { name: fields.name });
    },
    /** Counted only: a line for each request would drown the rest. `ms` is the time to the answer, for a stream to its start. */
    requestServed({ route, status, ms }: { route: string; status: number; ms: number }) {
      telemetry.count("pmark_requests_total", { status: String(status) });
      telemetry.record("pmark_request_ms", ms, { route });
    },
    requestFailed(fields: { requestId: string; route: string; error: unknown }) {
      telemetry.log("error", "request-failed", { ...fields, error: describe(fields.error) });
      telemetry.count("pmark_request_failures_total", { route: fields.route });
    },
  };
}

export type Events = ReturnType<typeof businessEvents>;

/** The error with its causes, for the log. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
