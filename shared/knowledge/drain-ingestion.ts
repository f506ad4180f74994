import type { Events } from "../events.ts";
import type { DocumentStore } from "../ports/document-store.ts";
import { IngestDocument, queues } from "../ports/job-message.ts";
import type { JobQueue, LockedMessage } from "../ports/job-queue.ts";
import { inTrace } from "../tracing.ts";
import { ingestDocument, type IngestPorts, type IngestVerdict } from "./ingest-document.ts";

export type DrainPorts = IngestPorts & {
  documents: Pick<DocumentStore, "read" | "put" | "list">;
  queue: Pick<JobQueue, "receive" | "complete" | "abandon" | "deadLetter" | "reschedule" | "renew">;
  events: IngestPorts["events"] & Pick<Events, "messageDeadLettered">;
};

/** `withoutVectors`: documents found by words alone because the embedder did not answer. */
export type IngestionReport = { documents: number; chunks: number; failed: number; withoutVectors: number };

type Limits = { deadline: Date; max?: number; onProgress?: (report: IngestionReport) => Promise<void> };

const LOCK_MS = 60_000;
const FIRST_RETRY_MS = 60_000;
const PAGE_DOCUMENTS = 100;

/**
 * Ingests what the queue holds, and then documents recorded as queued whose message a crash has lost, until the deadline or
 * `max` documents. A failed one is tried again later; a message that can't be understood is dead-lettered.
 */
export async function drainIngestion(ports: DrainPorts, limits: Limits): Promise<IngestionReport> {
  const report: IngestionReport = { documents: 0, chunks: 0, failed: 0, withoutVectors: 0 };
  let left = limits.max ?? Number.POSITIVE_INFINITY;
  const mayGoOn = () => left > 0 && ports.now() < limits.deadline;
  const count = async (verdict: IngestVerdict) => {
    left -= 1;
    if (verdict.status === "failed") report.failed += 1;
    if (verdict.status === "indexed") {
      report.documents += 1;
      report.chunks += verdict.chunks;
      if (ports.embedder !== undefined && !verdict.vectors) report.withoutVectors += 1;
    }
    await limits.onProgress?.(report);
  };
  while (mayGoOn()) {
    const [message] = await ports.queue.receive(queues.documentIngestion, { max: 1, lockMs: LOCK_MS });
    if (message === undefined) break;
    const verdict = await renewing(ports, message, () => handle(ports, message));
    if (verdict !== undefined) await count(verdict);
  }
  for (const version of await queuedVersions(ports)) {
    if (!mayGoOn()) break;
    await count(await ingestDocument(ports, version));
  }
  return report;
}

async function handle(ports: DrainPorts, message: LockedMessage): Promise<IngestVerdict | undefined> {
  const job = IngestDocument.safeParse(message.body);
  if (!job.success) {
    const description = `It is no ingest-document message: ${job.error.issues[0]?.path.join(".") ?? ""} ${job.error.issues[0]?.message ?? ""}`;
    await ports.queue.deadLetter(message, "InvalidMessage", description.trim());
    ports.events.messageDeadLettered({ queue: message.queue, id: message.id, reason: "InvalidMessage" });
    return undefined;
  }
  try {
    const { traceparent, data } = job.data;
    const arrival = { name: "ingest-document", traceparent, attributes: { "messaging.message.id": message.id } };
    const verdict = await inTrace(arrival, () => ingestDocument(ports, data));
    if (verdict.status === "failed" && verdict.retry) await retryLater(ports, message, job.data, verdict.attempts);
    else await ports.queue.complete(message);
    return verdict;
  } catch (error) {
    await ports.queue.abandon(message);
    throw error;
  }
}

async function retryLater(
  ports: DrainPorts,
  message: LockedMessage,
  job: IngestDocument,
  attempts: number,
): Promise<void> {
  const notBefore = new Date(ports.now().getTime() + FIRST_RETRY_MS * 4 ** (attempts - 1)).toISOString();
  const id = `${job.id}:${job.attempt + 1}`;
  await ports.queue.reschedule(message, { id, body: { ...job, id, attempt: job.attempt + 1 }, notBefore });
}

async function renewing<Result>(
  ports: DrainPorts,
  message: LockedMessage,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setInterval(() => void ports.queue.renew(message, LOCK_MS).catch(() => undefined), LOCK_MS / 3);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Read before any is ingested: each page would shift under a list that shrinks. */
async function queuedVersions({ documents }: DrainPorts): Promise<{ documentId: string; contentHash: string }[]> {
  const versions: { documentId: string; contentHash: string }[] = [];
  let continuation: string | undefined;
  do {
    const page = await documents.list({ limit: PAGE_DOCUMENTS, continuation, status: "queued" });
    versions.push(...page.items.map(({ id, contentHash }) => ({ documentId: id, contentHash })));
    continuation = page.continuation;
  } while (continuation !== undefined);
  return versions;
}
