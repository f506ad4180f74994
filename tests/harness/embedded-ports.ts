import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { folderFileArchive } from "../../shared/adapters/embedded/folder-file-archive.ts";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteCorrectionStore } from "../../shared/adapters/embedded/sqlite-correction-store.ts";
import { sqliteDocumentStore } from "../../shared/adapters/embedded/sqlite-document-store.ts";
import { sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import { sqliteKnowledgeIndex } from "../../shared/adapters/embedded/sqlite-knowledge-index.ts";
import { sqliteLeaseStore } from "../../shared/adapters/embedded/sqlite-lease-store.ts";
import { sqliteRunStore } from "../../shared/adapters/embedded/sqlite-run-store.ts";
import { sqliteSessionStore } from "../../shared/adapters/embedded/sqlite-session-store.ts";
import { sqliteSummaryStore } from "../../shared/adapters/embedded/sqlite-summary-store.ts";
import { sqliteTermStore } from "../../shared/adapters/embedded/sqlite-term-store.ts";
import { sqliteTurnLog } from "../../shared/adapters/embedded/sqlite-turn-log.ts";
import { sqliteWorkOrderStore } from "../../shared/adapters/embedded/sqlite-work-order-store.ts";
import { businessEvents } from "../../shared/events.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import type { Telemetry } from "../../shared/ports/telemetry.ts";
import { vocabularyCache } from "../../shared/terms/vocabulary-cache.ts";

export type EmbeddedPorts = ReturnType<typeof embeddedPorts>;

/** The embedded platform on a temporary folder, with a clock that stands still until it is moved; gone after the test. */
export function embeddedPorts() {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-ports-"));
  const database = openSqliteDatabase(path.join(folder, "pmark.sqlite"));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let time = Date.parse("2030-01-01T00:00:00.000Z");
  let lastId = 0;
  const now = () => new Date(time);
  const logged: { event: string; fields: Record<string, unknown> }[] = [];
  const telemetry: Telemetry = {
    log: (_level, event, fields) => void logged.push({ event, fields }),
    count: () => {},
    record: () => {},
  };
  const terms = sqliteTermStore(database);
  return {
    now,
    newId: () => `id-${(lastId += 1)}`,
    advance: (ms: number) => void (time += ms),
    logged,
    events: businessEvents(telemetry),
    config: { session: { ttlHours: 168, idleMinutes: 30 }, learnFromUsers: true },
    sessions: sqliteSessionStore(database),
    summaries: sqliteSummaryStore(database),
    workOrders: sqliteWorkOrderStore(database),
    terms,
    vocabulary: vocabularyCache(terms),
    turnLog: sqliteTurnLog(database, { now }),
    queue: sqliteJobQueue(database, { now }),
    leases: sqliteLeaseStore(database, { now }),
    corrections: sqliteCorrectionStore(database),
    documents: sqliteDocumentStore(database),
    runs: sqliteRunStore(database),
    index: sqliteKnowledgeIndex(database),
    archive: folderFileArchive(path.join(folder, "archive")),
  };
}

export const callerNamed = (userId: string): Caller => ({ userId, roles: ["user"], groups: [] });
