import type { EmbeddingsRequest, RerankRequest } from "./wire-request.ts";

const DIMENSIONS = 64;

/** Deterministic vectors: words hashed into buckets, so that texts with common words are near. */
export function embeddings({ input, model }: EmbeddingsRequest) {
  const data = input.map((text, index) => ({ index, object: "embedding", embedding: vectorOf(text) }));
  const tokens = input.length * 10;
  return {
    id: "embd-double",
    object: "list",
    created: 0,
    model,
    data,
    usage: { prompt_tokens: tokens, total_tokens: tokens, completion_tokens: 0, prompt_tokens_details: null },
  };
}

/** vLLM's shape, which is Jina's and Cohere's: the best first. */
export function rerank({ query, documents, model }: RerankRequest) {
  const words = new Set(wordsOf(query));
  const results = documents.map((text, index) => ({
    index,
    document: { text, multi_modal: null },
    relevance_score: wordsOf(text).filter((word) => words.has(word)).length,
  }));
  const tokens = documents.length * 20;
  return {
    id: "rerank-double",
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
    results: results.toSorted((a, b) => b.relevance_score - a.relevance_score),
  };
}

function vectorOf(text: string): number[] {
  const buckets = Array.from({ length: DIMENSIONS }, () => 0);
  for (const word of wordsOf(text)) {
    let hash = 0;
    for (const character of word) hash = (hash * 31 + character.codePointAt(0)!) % DIMENSIONS;
    buckets[hash]! += 1;
  }
  return buckets;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/);
}
