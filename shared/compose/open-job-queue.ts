import path from "node:path";
import { openSqliteDatabase } from "../adapters/embedded/sqlite-database.ts";
import { onJobArrival, sqliteJobQueue } from "../adapters/embedded/sqlite-job-queue.ts";
import type { Config } from "../config.ts";

/**
 * The embedded queue alone, for the local host, which feeds queue triggers from it. Apart from compose.ts, because a
 * host that loads the whole application beside its bundle starts 150 ms later.
 */
export function openJobQueue(config: Config) {
  const database = openSqliteDatabase(path.join(config.dataDirectory, "pmark.sqlite"));
  return {
    queue: sqliteJobQueue(database, { now: () => new Date() }),
    /** Calls back whenever any copy of the queue in this process takes a message; returns the way to stop. */
    onArrival: onJobArrival,
    close: () => database.close(),
  };
}
