import type { Document } from "../ports/document-store.ts";
import type { Chunk, IndexedChunk } from "../ports/knowledge-index.ts";
import { chunkLanguage } from "../terms/language.ts";
import { tokenise } from "../terms/tokenise.ts";
import { breather } from "./breather.ts";
import { chunkDocument } from "./chunk-document.ts";
import type { Block } from "./extracted-document.ts";

/** A document's chunks with their tokens: of its title, the headings above (once each) and the text. */
export async function indexedChunks(document: Document, blocks: Block[]): Promise<IndexedChunk[]> {
  const { id: documentId, title, contentType, allowedGroups, url, updatedAt } = document;
  const breathe = breather();
  const chunks: IndexedChunk[] = [];
  for (const [ordinal, piece] of chunkDocument(blocks).entries()) {
    const chunk: Chunk = {
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
    };
    chunks.push({ chunk, tokens: tokenise([...new Set([title, ...piece.headings]), piece.text].join("\n")) });
    await breathe();
  }
  return chunks;
}
