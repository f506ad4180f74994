import { AppError } from "../errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { IndexedChunk } from "../ports/knowledge-index.ts";

const BATCH_CHUNKS = 32;

/** Gives a document's chunks their vectors, part by part. From where the embedder does not answer, the rest has none. */
export function chunkEmbedder(embedder: Embedder | undefined) {
  let answers = embedder !== undefined;

  async function embed(chunks: IndexedChunk[]): Promise<void> {
    if (embedder === undefined) return;
    for (let at = 0; at < chunks.length && answers; at += BATCH_CHUNKS) {
      const batch = chunks.slice(at, at + BATCH_CHUNKS);
      const texts = batch.map(({ chunk }) => [...chunk.headings, chunk.text].join("\n"));
      try {
        for (const [index, vector] of (await embedder.embed(texts)).entries()) batch[index]!.vector = vector;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
        answers = false;
      }
    }
  }

  return { embed, answers: () => answers };
}
