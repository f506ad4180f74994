import { AppError } from "../../errors.ts";
import type { Embedder } from "../../ports/embedder.ts";
import { withAttempts } from "./attempts.ts";
import { openaiClient, type Endpoint } from "./openai-client.ts";

const TIMEOUT_MS = 30_000;

/** Embeddings through `/v1/embeddings`, in the order of the texts. */
export function openaiEmbedder(endpoint: Endpoint): Embedder {
  const client = openaiClient(endpoint);
  return {
    async embed(texts, signal) {
      const attempt = () =>
        client.embeddings.create(
          { model: endpoint.model, input: texts, encoding_format: "float" },
          { timeout: TIMEOUT_MS, signal: signal ?? null },
        );
      try {
        const answer = await withAttempts(attempt, { deadlineMs: TIMEOUT_MS, signal });
        const vectors = answer.data
          .toSorted((a, b) => a.index - b.index)
          .map((row) => Float32Array.from(row.embedding));
        if (vectors.length !== texts.length) throw new Error(`${vectors.length} vectors for ${texts.length} texts`);
        return vectors;
      } catch (cause) {
        throw new AppError("unavailable", "The embeddings endpoint gives no usable answer.", { cause });
      }
    },
  };
}
