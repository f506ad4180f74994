import { AppError } from "../errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { IndexedChunk } from "../ports/knowledge-index.ts";

const BATCH_CHUNKS = 32;

/** Gives the chunks their vectors; false, and none of them has one, when there is no embedder or it does not answer. */
export async function embedChunks(embedder: Embedder | undefined, chunks: IndexedChunk[]): Promise<boolean> {
  if (embedder === undefined) return false;
  const vectors: Float32Array[] = [];
  try {
    for (let at = 0; at < chunks.length; at += BATCH_CHUNKS) {
      const texts = chunks.slice(at, at + BATCH_CHUNKS).map(({ chunk }) => [...chunk.headings, chunk.text].join("\n"));
      vectors.push(...(await embedder.embed(texts)));
    }
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return false;
    throw error;
  }
  for (const [index, vector] of vectors.entries()) chunks[index]!.vector = vector;
  return true;
}
