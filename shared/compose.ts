import { randomUUID } from "node:crypto";
import { joseTokenVerifier } from "./adapters/jose/jose-token-verifier.ts";
import { openaiChatModel } from "./adapters/openai/openai-chat-model.ts";
import { openaiEmbedder } from "./adapters/openai/openai-embedder.ts";
import { openaiReranker } from "./adapters/openai/openai-reranker.ts";
import { choosePlatform } from "./compose/choose-platform.ts";
import type { PlatformContext } from "./compose/platform.ts";
import { composeTelemetry } from "./compose/telemetry.ts";
import { tracedModel, tracedPlatform } from "./compose/traced-platform.ts";
import type { Config } from "./config.ts";
import { businessEvents } from "./events.ts";
import { loadSamplePlant } from "./sample-plant/load-sample-plant.ts";
import { normaliser } from "./terms/learning/normaliser.ts";
import { readLexiconFile } from "./terms/learning/read-lexicon-file.ts";
import { followTraces } from "./tracing.ts";
import { vocabularyCache } from "./terms/vocabulary-cache.ts";

export type App = Awaited<ReturnType<typeof compose>>;

/** The composition root: the one place that chooses the platform. */
export async function compose(config: Config) {
  const now = () => new Date();
  followTraces();
  const { telemetry, metrics, start: startTelemetry, close: closeTelemetry } = composeTelemetry(config, now);
  const context: PlatformContext = { now, newId: randomUUID, events: businessEvents(telemetry) };
  const { platform: bare, keyOf } = await choosePlatform(config, context);
  const isTraced = config.applicationInsights !== undefined;
  const platform = isTraced ? tracedPlatform(bare, config.platform) : bare;
  const model = config.model && openaiChatModel({ ...config.model, apiKey: keyOf(config.model.apiKey) });
  const app = {
    config,
    telemetry,
    ...context,
    ...platform,
    model: model && isTraced ? tracedModel(model) : model,
    embedder: config.embeddings && openaiEmbedder({ ...config.embeddings, apiKey: keyOf(config.embeddings.apiKey) }),
    reranker: config.rerank && openaiReranker({ ...config.rerank, apiKey: keyOf(config.rerank.apiKey) }),
    access: config.access && { ...config.access, tokens: joseTokenVerifier({ ...config.access, now }) },
    vocabulary: vocabularyCache(platform.terms),
    lexicon: config.lexiconFile === undefined ? undefined : normaliser(await readLexiconFile(config.lexiconFile)),
    metrics,
    startTelemetry,
    async close() {
      await platform.close();
      await closeTelemetry();
    },
  };
  if (config.samplePlant) await loadSamplePlant(app, config.samplePlant.directory);
  return app;
}
