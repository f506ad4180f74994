import { z } from "zod";
import type { Reranker } from "../../ports/reranker.ts";
import { openEndpoint, type EndpointOptions } from "./endpoint.ts";
import { InvalidAnswerError } from "./model-failure.ts";
import type { Prices } from "./token-tally.ts";
import { vectorCall } from "./vector-call.ts";

const DEADLINE_MS = 10_000;
/** The answer repeats the texts: some hundred kilobytes. */
const LIMIT_BYTES = 4_194_304;

const RerankAnswer = z.object({
  results: z.array(z.object({ index: z.int().min(0), relevance_score: z.number() })),
  usage: z.object({ prompt_tokens: z.number() }).optional().catch(undefined),
});

/** Relevance through vLLM's `/v1/rerank` (the Jina and Cohere shape). */
export function openaiReranker(options: EndpointOptions & Prices): Reranker {
  const endpoint = openEndpoint(options, LIMIT_BYTES);
  return {
    rerank: async (query, texts, call = {}) =>
      texts.length === 0
        ? []
        : vectorCall("The rerank endpoint gives no usable answer.", call, {
            endpoint,
            prices: options,
            deadlineMs: DEADLINE_MS,
            async work(client, signal, tally) {
              const body = { model: options.model, query, documents: texts };
              const parsed = RerankAnswer.safeParse(await client.post("/rerank", { body, signal }));
              if (!parsed.success)
                throw new InvalidAnswerError("the answer has another shape", { cause: parsed.error });
              tally.add(parsed.data.usage);
              return scoresOf(parsed.data.results, texts.length);
            },
          }),
    check: () => endpoint.check(),
  };
}

/** One score for each text; a text without one, or with two, makes the whole order worthless. */
function scoresOf(results: { index: number; relevance_score: number }[], count: number): number[] {
  const scores = new Map(results.map(({ index, relevance_score: score }) => [index, score]));
  const isComplete = results.length === count && scores.size === count && Math.max(...scores.keys()) === count - 1;
  if (!isComplete) throw new InvalidAnswerError(`not one rank for each of ${count} texts`);
  return Array.from({ length: count }, (_, index) => scores.get(index)!);
}
