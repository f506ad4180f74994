import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Reranker } from "../../ports/reranker.ts";
import { withAttempts } from "./attempts.ts";
import { openaiClient, type Endpoint } from "./openai-client.ts";

const TIMEOUT_MS = 10_000;

const RerankAnswer = z.object({
  results: z.array(z.object({ index: z.number().int().min(0), relevance_score: z.number() })),
});

/** Relevance through vLLM's `/v1/rerank` (the Jina and Cohere shape). */
export function openaiReranker(endpoint: Endpoint): Reranker {
  const client = openaiClient(endpoint);
  return {
    async rerank(query, texts, signal) {
      const attempt = () =>
        client.post("/rerank", {
          body: { model: endpoint.model, query, documents: texts },
          timeout: TIMEOUT_MS,
          signal: signal ?? null,
        });
      try {
        const { results } = RerankAnswer.parse(await withAttempts(attempt, { deadlineMs: TIMEOUT_MS, signal }));
        const scores = texts.map(() => Number.NEGATIVE_INFINITY);
        for (const { index, relevance_score: score } of results) scores[index] = score;
        return scores.slice(0, texts.length);
      } catch (cause) {
        throw new AppError("unavailable", "The rerank endpoint gives no usable answer.", { cause });
      }
    },
  };
}
