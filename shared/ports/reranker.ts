import type { VectorCall } from "./embedder.ts";
import type { EndpointCheck } from "./endpoint-check.ts";

/** Scores texts against a query, higher is better, in the order given. Throws AppError `unavailable`; callers keep their order. */
export type Reranker = {
  rerank(query: string, texts: string[], call?: VectorCall): Promise<number[]>;
  /** Whether the endpoint answers now and serves the model; at most 2 s. */
  check(): Promise<EndpointCheck>;
};
