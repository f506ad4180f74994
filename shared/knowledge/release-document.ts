import { AppError } from "../errors.ts";
import type { Document, DocumentStore } from "../ports/document-store.ts";
import { queues } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import { ingestionMessage } from "./register-document.ts";

type Ports = {
  documents: Pick<DocumentStore, "read" | "put">;
  queue: Pick<JobQueue, "send">;
  now: () => Date;
};

/** Gives a document that failed or was parked three more tries; its failures stay on record. Throws `not-found`, and `conflict` where there is nothing to release. */
export async function releaseDocument(ports: Ports, documentId: string): Promise<Document> {
  const document = await ports.documents.read(documentId);
  if (document === undefined) throw new AppError("not-found", "There is no such document.");
  if (!["parked", "failed", "needsOcr"].includes(document.status)) {
    throw new AppError("conflict", `Only a failed or parked document can be released; this one is ${document.status}.`);
  }
  const at = ports.now().toISOString();
  const { reason: _, ...rest } = document;
  const released: Document = { ...rest, status: "queued", attempts: 0, updatedAt: at };
  await ports.documents.put(released);
  await ports.queue.send(queues.documentIngestion, [ingestionMessage(released, { at, again: true })]);
  return released;
}
