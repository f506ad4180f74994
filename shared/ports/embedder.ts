import type { TokenUsage } from "./chat-model.ts";
import type { EndpointCheck } from "./endpoint-check.ts";

/** `deadlineMs` is for the whole call, waiting and attempts included. `onUsage` is called once with what all attempts used. */
export type VectorCall = {
  signal?: AbortSignal | undefined;
  deadlineMs?: number | undefined;
  onUsage?: ((usage: TokenUsage) => void) | undefined;
};

/** Texts to vectors of one fixed dimension. Throws AppError `unavailable`; callers go on without dense retrieval. */
export type Embedder = {
  embed(texts: string[], call?: VectorCall): Promise<Float32Array[]>;
  /** Whether the endpoint answers now and serves the model; at most 2 s. */
  check(): Promise<EndpointCheck>;
};
