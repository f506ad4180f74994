import path from "node:path";
import { openSqliteDatabase } from "../adapters/embedded/sqlite-database.ts";
import { onJobArrival, sqliteJobQueue } from "../adapters/embedded/sqlite-job-queue.ts";
import type { Config } from "../config.ts";
import type { JobQueue } from "../ports/job-queue.ts";

export type OpenQueue = {
  queue: JobQueue;
  /** Calls back whenever any copy of the queue in this process takes a message; returns the way to stop. */
  onArrival: (listener: (queue: string) => void) => () => void;
  close: () => Promise<void>;
};

/** How long a receiver waits at the broker for a message: the local host asks again as soon as it is told of none. */
const WAIT_MS = 1_000;

/**
 * The queue alone, for the local host, which feeds queue triggers from it. Apart from compose.ts, because a host that
 * loads the whole application beside its bundle starts 150 ms later.
 */
export async function openJobQueue(config: Config): Promise<OpenQueue> {
  const now = () => new Date();
  if (config.azure !== undefined) {
    const { azureJobQueue } = await import("./azure-job-queue.ts");
    const queue = await azureJobQueue(config.azure, { now, waitMs: WAIT_MS });
    return { queue, onArrival: () => () => {}, close: () => queue.close() };
  }
  const database = openSqliteDatabase(path.join(config.dataDirectory, "pmark.sqlite"));
  return {
    queue: sqliteJobQueue(database, { now }),
    onArrival: onJobArrival,
    close: async () => database.close(),
  };
}
