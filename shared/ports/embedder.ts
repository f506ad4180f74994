/** Texts to vectors of one fixed dimension. Throws AppError `unavailable`; callers go on without dense retrieval. */
export type Embedder = {
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
};
