import { z } from "zod";
import { address, count, text } from "./setting-shapes.ts";

/** An OpenAI-compatible base URL; `/v1` is added where the address has no path. */
const modelAddress = address.transform((value) => (new URL(value).pathname === "/" ? `${value}/v1` : value));

export const modelSettings = {
  MODEL_BASE_URL: modelAddress.optional(),
  MODEL_NAME: text.default("default"),
  MODEL_API_KEY: text.optional(),
  /** For one attempt; the turn's deadline bounds all attempts together. */
  MODEL_TIMEOUT_MS: count(10_000, 100),
  MODEL_MAX_CONCURRENT: count(32),
  MODEL_MAX_WAITING: count(64, 0),
  MODEL_PROMPT_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  MODEL_COMPLETION_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  EMBEDDINGS_BASE_URL: modelAddress.optional(),
  EMBEDDINGS_MODEL: text.default("default"),
  RERANK_BASE_URL: modelAddress.optional(),
  RERANK_MODEL: text.default("default"),
};

type Settings = z.infer<z.ZodObject<typeof modelSettings>>;

export type ModelEndpoint = { baseUrl: string; model: string; apiKey: string | undefined };

/** Chat model, embeddings and reranking; each is undefined where no address is set. */
export function modelConfig(settings: Settings) {
  const endpoint = (baseUrl: string | undefined, model: string): ModelEndpoint | undefined =>
    baseUrl === undefined ? undefined : { baseUrl, model, apiKey: settings.MODEL_API_KEY };
  const chat = endpoint(settings.MODEL_BASE_URL, settings.MODEL_NAME);
  return {
    model: chat && {
      ...chat,
      attemptTimeoutMs: settings.MODEL_TIMEOUT_MS,
      maxConcurrent: settings.MODEL_MAX_CONCURRENT,
      maxWaiting: settings.MODEL_MAX_WAITING,
      promptPricePerMillion: settings.MODEL_PROMPT_PRICE_PER_MILLION,
      completionPricePerMillion: settings.MODEL_COMPLETION_PRICE_PER_MILLION,
    },
    embeddings: endpoint(settings.EMBEDDINGS_BASE_URL, settings.EMBEDDINGS_MODEL),
    rerank: endpoint(settings.RERANK_BASE_URL, settings.RERANK_MODEL),
  };
}
