import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import { archivedSource } from "../formats/byte-source.ts";
import type { Document, DocumentStore } from "../ports/document-store.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { IndexedChunk, KnowledgeIndex } from "../ports/knowledge-index.ts";
import { formatOf } from "./document-format.ts";
import { chunkEmbedder } from "./embed-chunks.ts";
import { extractDocument } from "./extract-document.ts";
import { type Block, isBlock } from "./extracted-document.ts";
import { indexedChunks } from "./indexed-chunks.ts";
import { archiveKeyOf } from "./register-document.ts";

export type IngestPorts = {
  documents: Pick<DocumentStore, "read" | "put">;
  archive: Pick<FileArchive, "stream">;
  index: Pick<KnowledgeIndex, "replaceDocument" | "removeDocument">;
  embedder?: Embedder | undefined;
  events: Pick<Events, "documentIndexed" | "documentFailed" | "stepFailed">;
  now: () => Date;
};

export type IngestVerdict =
  /** `vectors: false`: an embedder is configured and did not answer to the end; the rest is found by words alone. */
  | { status: "indexed"; chunks: number; vectors: boolean }
  /** Indexed already, deleted, replaced by a newer version, or parked: nothing to do. */
  | { status: "settled" }
  /** `retry`: another try may help, and `attempts` has not reached the limit. */
  | { status: "failed"; reason: string; attempts: number; retry: boolean };

const MAX_ATTEMPTS = 3;
const KEPT_FAILURES = 10;
const SHOWN_PAGES = 20;
const SCANNED = "Its pages are pictures of text. Send it with recognised text (OCR).";
const GONE = "Its content is gone from the archive. Upload it again.";

/** Brings one version of a document into the index. Any number of calls, or a crash within one, gives the same index. Throws only when the document store fails. */
export async function ingestDocument(
  ports: IngestPorts,
  version: { documentId: string; contentHash: string },
): Promise<IngestVerdict> {
  const startedAt = ports.now().getTime();
  const document = await currentVersion(ports, version);
  if (document === undefined || document.status === "parked") return { status: "settled" };
  if (document.indexedHash === document.contentHash) return { status: "settled" };
  const scanned: number[] = [];
  try {
    const embedder = chunkEmbedder(ports.embedder);
    let chunks = 0;
    async function* parts(of: Document): AsyncGenerator<IndexedChunk[]> {
      for await (const part of indexedChunks(of, blocksOf(ports, of, scanned))) {
        await embedder.embed(part);
        chunks += part.length;
        yield part;
      }
      if (chunks === 0) throw new AppError("invalid-file", scanned.length > 0 ? SCANNED : "It holds no text.");
    }
    await ports.index.replaceDocument(document.id, parts(document));
    const vectors = embedder.answers();
    if (!(await record(ports, document, { chunks, reason: remark(ports, { vectors, scanned }) })))
      return { status: "settled" };
    const ms = ports.now().getTime() - startedAt;
    ports.events.documentIndexed({ documentId: document.id, chunks, ms });
    return { status: "indexed", chunks, vectors };
  } catch (error) {
    if (error instanceof AppError && error.isCallersFault) return fail(ports, document, error.detail, false);
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

/** Notes the pages that are pictures of text in `scanned`. */
async function* blocksOf(
  { archive }: Pick<IngestPorts, "archive">,
  document: Document,
  scanned: number[],
): AsyncGenerator<Block> {
  const content = archivedSource(archive, archiveKeyOf(document), () => new AppError("invalid-file", GONE));
  for await (const found of extractDocument(formatOf(document.contentType), content)) {
    if (isBlock(found)) yield found;
    else if (found.kind === "scan") scanned.push(found.page);
  }
}

/** What an indexed document should say of itself. */
function remark(ports: IngestPorts, { vectors, scanned }: { vectors: boolean; scanned: number[] }): string | undefined {
  const remarks: string[] = [];
  if (ports.embedder !== undefined && !vectors) {
    remarks.push("Indexed without vectors, at least in part: the embedder did not answer.");
  }
  if (scanned.length > 0) {
    const shown = scanned.slice(0, SHOWN_PAGES).join(", ");
    const more = scanned.length > SHOWN_PAGES ? ` and ${scanned.length - SHOWN_PAGES} more` : "";
    remarks.push(`Pages without text, perhaps scans: ${shown}${more}.`);
  }
  return remarks.length === 0 ? undefined : remarks.join(" ");
}

/** False when the document was deleted or replaced meanwhile. */
async function record(
  ports: IngestPorts,
  document: Document,
  { chunks, reason }: { chunks: number; reason: string | undefined },
): Promise<boolean> {
  const now = await ports.documents.read(document.id);
  if (now === undefined) await ports.index.removeDocument(document.id);
  if (now === undefined || now.updatedAt !== document.updatedAt) return false;
  const { reason: _, failures: __, ...rest } = document;
  const at = ports.now().toISOString();
  await ports.documents.put({
    ...rest,
    ...(reason === undefined ? {} : { reason }),
    status: "indexed",
    attempts: 0,
    indexedHash: document.contentHash,
    chunkCount: chunks,
    indexedAt: at,
    updatedAt: at,
  });
  return true;
}

async function fail(ports: IngestPorts, document: Document, reason: string, mayHelp: boolean): Promise<IngestVerdict> {
  const attempts = document.attempts + 1;
  const status = reason === SCANNED ? "needsOcr" : mayHelp && attempts >= MAX_ATTEMPTS ? "parked" : "failed";
  const now = await ports.documents.read(document.id);
  if (now?.updatedAt !== document.updatedAt) return { status: "settled" };
  const at = ports.now().toISOString();
  const failures = [...(document.failures ?? []), { at, reason }].slice(-KEPT_FAILURES);
  await ports.documents.put({ ...document, status, reason, attempts, failures, updatedAt: at });
  ports.events.documentFailed({ documentId: document.id, reason, attempts });
  return { status: "failed", reason, attempts, retry: mayHelp && status === "failed" };
}
