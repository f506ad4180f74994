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
  MODEL_MAX_WAIT_MS: count(2_000, 0),
  MODEL_PROMPT_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  MODEL_COMPLETION_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  EMBEDDINGS_BASE_URL: modelAddress.optional(),
  EMBEDDINGS_MODEL: text.default("default"),
  EMBEDDINGS_API_KEY: text.optional(),
  EMBEDDINGS_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  RERANK_BASE_URL: modelAddress.optional(),
  RERANK_MODEL: text.default("default"),
  RERANK_API_KEY: text.optional(),
  RERANK_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
};

type Settings = z.infer<z.ZodObject<typeof modelSettings>>;

/** Chat model, embeddings and reranking; each is undefined where no address is set. */
export function modelConfig(settings: Settings) {
  const endpoint = (service: "MODEL" | "EMBEDDINGS" | "RERANK", model: string, promptPricePerMillion: number) => {
    const baseUrl = settings[`${service}_BASE_URL`];
    if (baseUrl === undefined) return undefined;
    return {
      baseUrl,
      model,
      apiKey: settings[`${service}_API_KEY`] ?? settings.MODEL_API_KEY,
      attemptTimeoutMs: settings.MODEL_TIMEOUT_MS,
      maxConcurrent: settings.MODEL_MAX_CONCURRENT,
      maxWaiting: settings.MODEL_MAX_WAITING,
      maxWaitMs: settings.MODEL_MAX_WAIT_MS,
      promptPricePerMillion,
    };
  };
  const chat = endpoint("MODEL", settings.MODEL_NAME, settings.MODEL_PROMPT_PRICE_PER_MILLION);
  return {
    model: chat && { ...chat, completionPricePerMillion: settings.MODEL_COMPLETION_PRICE_PER_MILLION },
    embeddings: endpoint("EMBEDDINGS", settings.EMBEDDINGS_MODEL, settings.EMBEDDINGS_PRICE_PER_MILLION),
    rerank: endpoint("RERANK", settings.RERANK_MODEL, settings.RERANK_PRICE_PER_MILLION),
  };
}
