import type { Schemas } from "@qdrant/js-client-rest";
import type { Chunk, IndexedChunk, KnowledgeHit } from "../../ports/knowledge-index.ts";
import { chunkWeights } from "./bm25-weights.ts";
import { pointId } from "./point-id.ts";
import { denseName, TERMS } from "./qdrant-collection.ts";

/**
 * A chunk as a point: the chunk itself is the payload, beside it the number of its tokens and the replacement that it came
 * with. Not to be found until its `state` is taken away.
 */
export function toPoint(
  { chunk, tokens, vector }: IndexedChunk,
  { averageTokens, replacement }: { averageTokens: number; replacement: string },
): Schemas["PointStruct"] {
  return {
    id: pointId(`${replacement} ${chunk.id}`),
    vector: {
      ...(tokens.length === 0 ? {} : { [TERMS]: chunkWeights(tokens, averageTokens) }),
      ...(!vector?.length ? {} : { [denseName(vector.length)]: toNumbers(vector) }),
    },
    payload: { ...wellFormed(chunk), tokenCount: tokens.length, replacement, state: "written" },
  };
}

export function toHits(points: Schemas["ScoredPoint"][]): KnowledgeHit[] {
  return points.map(({ payload, score }) => {
    const { tokenCount: _, replacement: __, state: ___, ...chunk } = payload ?? {};
    return { chunk: chunk as Chunk, score };
  });
}

/** Qdrant refuses what JSON can't say; a vector that holds no number counts as zeros and is found last. */
export function toNumbers(vector: Float32Array): number[] {
  return vector.every(Number.isFinite) ? Array.from(vector) : Array.from(vector, () => 0);
}

/** Half a surrogate pair, which a damaged file can hold, would make Qdrant refuse the whole batch. */
function wellFormed(chunk: Chunk): Chunk {
  return {
    ...chunk,
    title: chunk.title.toWellFormed(),
    headings: chunk.headings.map((heading) => heading.toWellFormed()),
    text: chunk.text.toWellFormed(),
  };
}
