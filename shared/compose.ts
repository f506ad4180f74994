import { randomUUID } from "node:crypto";
import path from "node:path";
import { folderFileArchive } from "./adapters/embedded/folder-file-archive.ts";
import { jsonLogTelemetry } from "./adapters/embedded/json-log-telemetry.ts";
import { openSqliteDatabase } from "./adapters/embedded/sqlite-database.ts";
import { sqliteDocumentStore } from "./adapters/embedded/sqlite-document-store.ts";
import { sqliteJobQueue } from "./adapters/embedded/sqlite-job-queue.ts";
import { sqliteKnowledgeIndex } from "./adapters/embedded/sqlite-knowledge-index.ts";
import { sqliteLeaseStore } from "./adapters/embedded/sqlite-lease-store.ts";
import { sqliteRunStore } from "./adapters/embedded/sqlite-run-store.ts";
import { sqliteSessionStore } from "./adapters/embedded/sqlite-session-store.ts";
import { sqliteSummaryStore } from "./adapters/embedded/sqlite-summary-store.ts";
import { sqliteTermStore } from "./adapters/embedded/sqlite-term-store.ts";
import { sqliteTurnLog } from "./adapters/embedded/sqlite-turn-log.ts";
import { sqliteWorkOrderStore } from "./adapters/embedded/sqlite-work-order-store.ts";
import { openaiChatModel } from "./adapters/openai/openai-chat-model.ts";
import { openaiEmbedder } from "./adapters/openai/openai-embedder.ts";
import { openaiReranker } from "./adapters/openai/openai-reranker.ts";
import type { Config } from "./config.ts";
import { businessEvents } from "./events.ts";
import { loadSamplePlant } from "./sample-plant/load-sample-plant.ts";
import { vocabularyCache } from "./terms/vocabulary-cache.ts";

export type App = Awaited<ReturnType<typeof compose>>;

/** The composition root: the one place that knows which platform it is on. */
export async function compose(config: Config) {
  const database = openSqliteDatabase(path.join(config.dataDirectory, "pmark.sqlite"));
  const now = () => new Date();
  const telemetry = jsonLogTelemetry({ level: config.logLevel, now });
  const terms = sqliteTermStore(database);
  const app = {
    config,
    now,
    newId: randomUUID as () => string,
    telemetry,
    events: businessEvents(telemetry),
    sessions: sqliteSessionStore(database),
    summaries: sqliteSummaryStore(database),
    workOrders: sqliteWorkOrderStore(database),
    terms,
    documents: sqliteDocumentStore(database),
    runs: sqliteRunStore(database),
    turnLog: sqliteTurnLog(database, { now }),
    queue: sqliteJobQueue(database, { now }),
    index: sqliteKnowledgeIndex(database),
    leases: sqliteLeaseStore(database, { now }),
    archive: folderFileArchive(path.join(config.dataDirectory, "archive")),
    model: config.model && openaiChatModel(config.model),
    embedder: config.embeddings && openaiEmbedder(config.embeddings),
    reranker: config.rerank && openaiReranker(config.rerank),
    vocabulary: vocabularyCache(terms),
    close: () => database.close(),
  };
  if (config.samplePlant) await loadSamplePlant(app, config.samplePlant.directory);
  return app;
}
