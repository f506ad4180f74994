import type { Events } from "../events.ts";
import type { CorrectionStore } from "../ports/correction-store.ts";
import type { DocumentStore } from "../ports/document-store.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { SummaryStore } from "../ports/summary-store.ts";
import type { TermStore } from "../ports/term-store.ts";
import type { TurnLog } from "../ports/turn-log.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";

/** What every platform offers: one adapter for each port that keeps something. */
export type Platform = {
  sessions: SessionStore;
  summaries: SummaryStore;
  workOrders: WorkOrderStore;
  terms: TermStore;
  corrections: CorrectionStore;
  documents: DocumentStore;
  runs: RunStore;
  turnLog: TurnLog;
  queue: JobQueue;
  index: KnowledgeIndex;
  leases: LeaseStore;
  archive: FileArchive;
  /** Ends connections; what was acknowledged is kept. */
  close(): Promise<void>;
};

/** What a platform is made with. */
export type PlatformContext = { now: () => Date; newId: () => string; events: Events };
