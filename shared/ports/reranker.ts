/** Scores texts against a query, higher is better, in the order given. Throws AppError `unavailable`; callers keep their order. */
export type Reranker = {
  rerank(query: string, texts: string[], signal?: AbortSignal): Promise<number[]>;
};
