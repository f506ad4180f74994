import { z } from "zod";

/** The queues, by what they carry. */
export const queues = {
  sessionSummaries: "session-summaries",
  documentIngestion: "document-ingestion",
  evaluationRuns: "evaluation-runs",
  imports: "imports",
} as const;

const envelope = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    version: z.literal(1),
    /** The message id on the queue, too. */
    id: z.string().min(1),
    occurredAt: z.string(),
    /** W3C trace context, so that one trace spans request, message and job. */
    traceparent: z.string().optional(),
    /** 1 at the first try; grows with each scheduled retry. */
    attempt: z.number().int().positive().default(1),
    data,
  });

export const SummarizeSession = envelope(
  "summarize-session",
  z.object({ sessionId: z.string(), revision: z.number().int().positive() }),
);
export type SummarizeSession = z.infer<typeof SummarizeSession>;

export const IngestDocument = envelope(
  "ingest-document",
  z.object({ documentId: z.string(), contentHash: z.string() }),
);
export type IngestDocument = z.infer<typeof IngestDocument>;

export const RunImport = envelope("run-import", z.object({ runId: z.string() }));
export type RunImport = z.infer<typeof RunImport>;
