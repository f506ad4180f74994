import { z } from "zod";
import type { Page, PageRequest } from "./session-store.ts";

/** A long piece of work that a caller can watch: an import, an ingestion, an evaluation. */
export const Run = z.object({
  id: z.string(),
  kind: z.enum(["import-terms", "import-work-orders", "ingestion", "evaluation"]),
  status: z.enum(["queued", "running", "completed", "failed"]),
  startedBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Why it failed. */
  reason: z.string().optional(),
  /** Kind-specific figures: rows, accepted, rejected, documents, chunks, … */
  report: z.record(z.string(), z.unknown()),
});
export type Run = z.infer<typeof Run>;

export type RunStore = {
  put(run: Run): Promise<void>;
  read(id: string): Promise<Run | undefined>;
  /** Newest first. */
  list(query: PageRequest & { kind?: Run["kind"] | undefined }): Promise<Page<Run>>;
};
