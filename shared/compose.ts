import { randomUUID } from "node:crypto";
import { joseTokenVerifier } from "./adapters/jose/jose-token-verifier.ts";
import { choosePlatform } from "./compose/choose-platform.ts";
import { composeModels } from "./compose/models.ts";
import type { PlatformContext } from "./compose/platform.ts";
import { composeTelemetry } from "./compose/telemetry.ts";
import { tracedPlatform } from "./compose/traced-platform.ts";
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
  const { model, embedder, reranker } = await composeModels(config, keyOf);
  const app = {
    config,
    telemetry,
    ...context,
    ...platform,
    model,
    embedder,
    reranker,
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
