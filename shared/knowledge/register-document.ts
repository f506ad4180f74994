import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import { type ByteSource, byteSource } from "../formats/byte-source.ts";
import type { Caller } from "../ports/caller.ts";
import type { Document, DocumentStore } from "../ports/document-store.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import { type IngestDocument, queues } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { currentTraceparent } from "../tracing.ts";
import { contentTypeOf, formatOf, isTextFormat } from "./document-format.ts";
import { documentTitle } from "./document-title.ts";
import { textsOf } from "./extract-document.ts";

export type RegisterPorts = {
  documents: Pick<DocumentStore, "read" | "put">;
  archive: Pick<FileArchive, "write" | "remove">;
  index: Pick<KnowledgeIndex, "removeDocument">;
  queue: Pick<JobQueue, "send">;
  events: Pick<Events, "documentRegistered">;
  now: () => Date;
};

export type NewDocument = {
  /** For one that is known by where it lies; else `url`, `fileName` or the content tells documents apart. */
  id?: string | undefined;
  content: Uint8Array | ByteSource;
  contentType?: string | undefined;
  title?: string | undefined;
  fileName?: string | undefined;
  url?: string | undefined;
  allowedGroups?: string[] | undefined;
  metadata?: Record<string, string> | undefined;
  /** It comes by itself night after night: while unchanged, one that failed or is parked stays so. */
  isRecurring?: boolean | undefined;
};

/**
 * Takes a document: kept in the archive, recorded as `queued`, ordered from the queue. One with the URL or file name of an
 * earlier one replaces it; without either, only the same title, content and groups are the same document. An unchanged one
 * stays as it is. Once this resolves, nothing loses it: a document without a message is found by the next ingestion.
 */
export async function registerDocument(ports: RegisterPorts, caller: Caller, request: NewDocument): Promise<Document> {
  const contentType = contentTypeOf(request.contentType, request.fileName);
  const source = byteSource(request.content);
  const format = formatOf(contentType);
  if (isTextFormat(format)) await checkText(source);
  const { contentHash, sizeBytes } = await measure(source);
  if (sizeBytes === 0) throw new AppError("invalid-file", "The document is empty.");
  const allowedGroups = [...new Set(request.allowedGroups)].sort();
  const title = await documentTitle({
    given: request.title,
    format,
    source,
    fileName: request.fileName,
  });
  const { url, fileName } = request;
  const id = request.id ?? idOf({ url, fileName, title, contentHash, allowedGroups });
  const earlier = await ports.documents.read(id);
  const at = ports.now().toISOString();
  const document: Document = {
    id,
    title,
    contentType,
    ...(request.url === undefined ? {} : { url: request.url }),
    allowedGroups,
    metadata: { ...request.metadata },
    status: "queued",
    attempts: 0,
    sizeBytes,
    contentHash,
    chunkCount: earlier?.chunkCount ?? 0,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
  };
  const sameText = earlier !== undefined && isSameToReaders(earlier, document);
  if (sameText && earlier.status === "indexed" && earlier.indexedHash === contentHash) return earlier;
  if (sameText && request.isRecurring === true && earlier.status !== "queued") return earlier;

  await ports.archive.write(archiveKeyOf(document), source());
  await ports.documents.put(document);
  // Readers who lose access lose it now, not at the next ingestion.
  if (earlier !== undefined && earlier.allowedGroups.join("\n") !== allowedGroups.join("\n")) {
    await ports.index.removeDocument(id);
  }
  await ports.queue.send(queues.documentIngestion, [ingestionMessage(document, { at })]);
  ports.events.documentRegistered({ documentId: id, by: caller.userId, sizeBytes: document.sizeBytes });
  if (earlier !== undefined && earlier.contentHash !== contentHash) await ports.archive.remove(archiveKeyOf(earlier));
  return document;
}

/** Where the content is kept. It holds the hash, so that a new version never overwrites one that is being read. */
export function archiveKeyOf({ id, contentHash }: Pick<Document, "id" | "contentHash">): string {
  return `documents/${id}/${contentHash}`;
}

/** The id of what these words tell apart from all else. */
export function documentIdOf(identity: string[]): string {
  return `doc-${sha256(Buffer.from(JSON.stringify(identity))).slice(0, 24)}`;
}

/** Throws `invalid-file` for what is no text, or none but blanks. */
async function checkText(source: ByteSource): Promise<void> {
  let isBlank = true;
  for await (const text of textsOf(source)) isBlank &&= text.trim() === "";
  if (isBlank) throw new AppError("invalid-file", "The document is empty.");
}

async function measure(source: ByteSource): Promise<{ contentHash: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const piece of source()) {
    hash.update(piece);
    sizeBytes += piece.byteLength;
  }
  return { contentHash: hash.digest("hex"), sizeBytes };
}

/** `again`: the same version once more, although the queue has seen it. */
export function ingestionMessage(
  { id, contentHash }: Document,
  { at, again = false }: { at: string; again?: boolean },
) {
  const messageId = `ingest:${id}:${contentHash}${again ? `:${Date.parse(at)}` : ""}`;
  const body: IngestDocument = {
    type: "ingest-document",
    version: 1,
    id: messageId,
    occurredAt: at,
    traceparent: currentTraceparent(),
    attempt: 1,
    data: { documentId: id, contentHash },
  };
  return { id: messageId, body };
}

function isSameToReaders(a: Document, b: Document): boolean {
  const seen = ({ title, contentType, url, allowedGroups, contentHash, metadata }: Document) =>
    JSON.stringify([
      title,
      contentType,
      url,
      allowedGroups,
      contentHash,
      Object.entries(metadata).sort(([one], [other]) => (one < other ? -1 : 1)),
    ]);
  return seen(a) === seen(b);
}

function idOf(of: {
  url: string | undefined;
  fileName: string | undefined;
  title: string;
  contentHash: string;
  allowedGroups: string[];
}): string {
  const identity =
    of.url !== undefined
      ? ["url", of.url]
      : of.fileName !== undefined
        ? ["file", of.fileName.normalize("NFC")]
        : ["content", of.title, of.contentHash, ...of.allowedGroups];
  return documentIdOf(identity);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
