import type { Document } from "../ports/document-store.ts";
import type { Chunk, IndexedChunk } from "../ports/knowledge-index.ts";
import { chunkLanguage } from "../terms/language.ts";
import { tokenise } from "../terms/tokenise.ts";
import { breather } from "./breather.ts";
import { chunkDocument } from "./chunk-document.ts";
import type { Block } from "./extracted-document.ts";

/** What is embedded and stored together. */
const PART_CHUNKS = 64;

/** A document's chunks with their tokens, in parts: tokens of its title, of the headings above (once each) and of the text. */
export async function* indexedChunks(
  document: Document,
  blocks: AsyncIterable<Block> | Iterable<Block>,
): AsyncGenerator<IndexedChunk[]> {
  const { id: documentId, title, contentType, allowedGroups, url, updatedAt } = document;
  const breathe = breather();
  let part: IndexedChunk[] = [];
  let ordinal = 0;
  for await (const piece of chunkDocument(blocks)) {
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
    ordinal += 1;
    part.push({ chunk, tokens: tokenise([...new Set([title, ...piece.headings]), piece.text].join("\n")) });
    if (part.length === PART_CHUNKS) {
      yield part;
      part = [];
    }
    await breathe();
  }
  if (part.length > 0) yield part;
}
