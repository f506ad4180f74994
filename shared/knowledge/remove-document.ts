import { AppError } from "../errors.ts";
import type { DocumentStore } from "../ports/document-store.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { archiveKeyOf } from "./register-document.ts";

type Ports = {
  documents: Pick<DocumentStore, "read" | "remove">;
  index: Pick<KnowledgeIndex, "removeDocument">;
  archive: Pick<FileArchive, "remove">;
};

/** Its chunks, its record and its content go, in this order: after a crash halfway it can be removed again. Throws `not-found`. */
export async function removeDocument(ports: Ports, documentId: string): Promise<void> {
  const document = await ports.documents.read(documentId);
  if (document === undefined) throw new AppError("not-found", "There is no such document.");
  await ports.index.removeDocument(documentId);
  await ports.documents.remove(documentId);
  await ports.archive.remove(archiveKeyOf(document));
}
