import path from "node:path";
import { folderFileArchive } from "../adapters/embedded/folder-file-archive.ts";
import { openSqliteDatabase } from "../adapters/embedded/sqlite-database.ts";
import { sqliteCorrectionStore } from "../adapters/embedded/sqlite-correction-store.ts";
import { sqliteDocumentStore } from "../adapters/embedded/sqlite-document-store.ts";
import { sqliteJobQueue } from "../adapters/embedded/sqlite-job-queue.ts";
import { sqliteKnowledgeIndex } from "../adapters/embedded/sqlite-knowledge-index.ts";
import { sqliteLeaseStore } from "../adapters/embedded/sqlite-lease-store.ts";
import { sqliteRunStore } from "../adapters/embedded/sqlite-run-store.ts";
import { sqliteSessionStore } from "../adapters/embedded/sqlite-session-store.ts";
import { sqliteSummaryStore } from "../adapters/embedded/sqlite-summary-store.ts";
import { sqliteTermStore } from "../adapters/embedded/sqlite-term-store.ts";
import { sqliteTurnLog } from "../adapters/embedded/sqlite-turn-log.ts";
import { sqliteWorkOrderStore } from "../adapters/embedded/sqlite-work-order-store.ts";
import type { Config } from "../config.ts";
import type { Platform, PlatformContext } from "./platform.ts";

/** Everything in one SQLite file and one folder. */
export function embeddedPlatform(config: Config, { now }: PlatformContext): Platform {
  const database = openSqliteDatabase(path.join(config.dataDirectory, "pmark.sqlite"));
  return {
    sessions: sqliteSessionStore(database),
    summaries: sqliteSummaryStore(database),
    workOrders: sqliteWorkOrderStore(database),
    terms: sqliteTermStore(database),
    corrections: sqliteCorrectionStore(database),
    documents: sqliteDocumentStore(database),
    runs: sqliteRunStore(database),
    turnLog: sqliteTurnLog(database, { now }),
    queue: sqliteJobQueue(database, { now }),
    index: sqliteKnowledgeIndex(database),
    leases: sqliteLeaseStore(database, { now }),
    archive: folderFileArchive(path.join(config.dataDirectory, "archive")),
    close: async () => database.close(),
  };
}
