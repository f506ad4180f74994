import type { Config } from "../config.ts";
import type { KeyOf } from "./choose-platform.ts";
import { tracedModel } from "./traced-platform.ts";

/** The models that are configured. Without any, the largest library of all is never loaded. */
export async function composeModels(config: Config, keyOf: KeyOf) {
  const { model: chat, embeddings, rerank } = config;
  if (chat === undefined && embeddings === undefined && rerank === undefined) return {};
  const [{ openaiChatModel }, { openaiEmbedder }, { openaiReranker }] = await Promise.all([
    import("../adapters/openai/openai-chat-model.ts"),
    import("../adapters/openai/openai-embedder.ts"),
    import("../adapters/openai/openai-reranker.ts"),
  ]);
  const model = chat && openaiChatModel({ ...chat, apiKey: keyOf(chat.apiKey) });
  return {
    model: model && config.applicationInsights !== undefined ? tracedModel(model) : model,
    embedder: embeddings && openaiEmbedder({ ...embeddings, apiKey: keyOf(embeddings.apiKey) }),
    reranker: rerank && openaiReranker({ ...rerank, apiKey: keyOf(rerank.apiKey) }),
  };
}
