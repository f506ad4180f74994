import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Document, DocumentStore } from "../ports/document-store.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { decodeText } from "../terms/decode-text.ts";
import { formatOf } from "./document-format.ts";
import { embedChunks } from "./embed-chunks.ts";
import { extractDocument } from "./extract-document.ts";
import { indexedChunks } from "./indexed-chunks.ts";
import { archiveKeyOf } from "./register-document.ts";

export type IngestPorts = {
  documents: Pick<DocumentStore, "read" | "put">;
  archive: Pick<FileArchive, "read">;
  index: Pick<KnowledgeIndex, "replaceDocument" | "removeDocument">;
  embedder?: Embedder | undefined;
  events: Pick<Events, "documentIndexed" | "documentFailed" | "stepFailed">;
  now: () => Date;
};

export type IngestVerdict =
  /** `vectors: false`: an embedder is configured and did not answer; found by words alone. */
  | { status: "indexed"; chunks: number; vectors: boolean }
  /** Indexed already, deleted, replaced by a newer version, or parked: nothing to do. */
  | { status: "settled" }
  /** `retry`: another try may help, and `attempts` has not reached the limit. */
  | { status: "failed"; reason: string; attempts: number; retry: boolean };

const MAX_ATTEMPTS = 3;

/** Brings one version of a document into the index. Any number of calls, or a crash within one, gives the same index. Throws only when the document store fails. */
export async function ingestDocument(
  ports: IngestPorts,
  version: { documentId: string; contentHash: string },
): Promise<IngestVerdict> {
  const startedAt = ports.now().getTime();
  const document = await currentVersion(ports, version);
  if (document === undefined || document.status === "parked") return { status: "settled" };
  if (document.indexedHash === document.contentHash) return { status: "settled" };
  try {
    const text = await textOf(ports, document);
    if (typeof text !== "string") return await fail(ports, document, text.reason, false);
    const { blocks } = await extractDocument(formatOf(document.contentType), text);
    const chunks = await indexedChunks(document, blocks);
    if (chunks.length === 0) return await fail(ports, document, "It holds no text.", false);
    const vectors = await embedChunks(ports.embedder, chunks);
    await ports.index.replaceDocument(document.id, chunks);
    if (!(await record(ports, document, chunks.length, vectors))) return { status: "settled" };
    const ms = ports.now().getTime() - startedAt;
    ports.events.documentIndexed({ documentId: document.id, chunks: chunks.length, ms });
    return { status: "indexed", chunks: chunks.length, vectors };
  } catch (error) {
    ports.events.stepFailed({ step: "ingest-document", error });
    const reason = error instanceof AppError ? error.detail : "It could not be read: a fault on our side.";
    return fail(ports, document, reason, true);
  }
}

async function currentVersion(
  ports: Pick<IngestPorts, "documents">,
  version: { documentId: string; contentHash: string },
): Promise<Document | undefined> {
  const document = await ports.documents.read(version.documentId);
  return document?.contentHash === version.contentHash ? document : undefined;
}

async function textOf(ports: Pick<IngestPorts, "archive">, document: Document): Promise<string | { reason: string }> {
  const content = await ports.archive.read(archiveKeyOf(document));
  if (content === undefined) return { reason: "Its content is gone from the archive. Upload it again." };
  return decodeText(content) ?? { reason: "It is neither UTF-8, UTF-16 nor CP949 text." };
}

/** False when the document was deleted or replaced meanwhile. */
async function record(ports: IngestPorts, document: Document, chunkCount: number, vectors: boolean): Promise<boolean> {
  const now = await ports.documents.read(document.id);
  if (now === undefined) await ports.index.removeDocument(document.id);
  if (now === undefined || now.updatedAt !== document.updatedAt) return false;
  const { reason: _, ...rest } = document;
  const at = ports.now().toISOString();
  await ports.documents.put({
    ...rest,
    ...(vectors || ports.embedder === undefined
      ? {}
      : { reason: "Indexed without vectors: the embedder did not answer." }),
    status: "indexed",
    attempts: 0,
    indexedHash: document.contentHash,
    chunkCount,
    indexedAt: at,
    updatedAt: at,
  });
  return true;
}

async function fail(ports: IngestPorts, document: Document, reason: string, mayHelp: boolean): Promise<IngestVerdict> {
  const attempts = document.attempts + 1;
  const status = mayHelp && attempts >= MAX_ATTEMPTS ? "parked" : "failed";
  const now = await ports.documents.read(document.id);
  if (now?.updatedAt !== document.updatedAt) return { status: "settled" };
  await ports.documents.put({ ...document, status, reason, attempts, updatedAt: ports.now().toISOString() });
  ports.events.documentFailed({ documentId: document.id, reason, attempts });
  return { status: "failed", reason, attempts, retry: mayHelp && status === "failed" };
}
