import type { Document } from "../ports/document-store.ts";
import type { IndexedChunk } from "../ports/knowledge-index.ts";
import { chunkLanguage } from "../terms/language.ts";
import { tokenise } from "../terms/tokenise.ts";
import { chunkDocument } from "./chunk-document.ts";
import type { Block } from "./extracted-document.ts";

/** A document's chunks with their tokens: of its title, the headings above (once each) and the text. */
export function indexedChunks(document: Document, blocks: Block[]): IndexedChunk[] {
  const { id: documentId, title, contentType, allowedGroups, url, updatedAt } = document;
  return chunkDocument(blocks).map((piece, ordinal) => ({
    chunk: {
      id: `${documentId}#${ordinal}`,
      documentId,
      ordinal,
      title,
      ...piece,
      ...(url === undefined ? {} : { url }),
      contentType,
      language: chunkLanguage(piece.text),
      allowedGroups,
      updatedAt,
    },
    tokens: tokenise([...new Set([title, ...piece.headings]), piece.text].join("\n")),
  }));
}
