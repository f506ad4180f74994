import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildBundle, root } from "../../local/bundle.ts";
import { startLocalHost } from "../../local/local-host.ts";
import type { LogEntry } from "../../local/log-entry.ts";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { onJobArrival, sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";

/** Bundles a small app of tests/fixtures/function-app and serves it in this process, on a free port. */
export async function startFixtureHost(name: string) {
  const data = mkdtempSync(path.join(tmpdir(), "pmark-fixture-"));
  const bundle = path.join(root, "dist/fixtures", `${path.basename(data)}.cjs`);
  await buildBundle(path.join(root, "tests/fixtures/function-app", `${name}.ts`), bundle);
  const entries: LogEntry[] = [];
  const openQueue = async () => {
    const database = openSqliteDatabase(path.join(data, "queue.sqlite"));
    return {
      queue: sqliteJobQueue(database, { now: () => new Date() }),
      onArrival: onJobArrival,
      close: async () => database.close(),
    };
  };
  const host = await startLocalHost({
    bundle,
    settings: { http: { routePrefix: "" }, serviceBus: { maxConcurrentCalls: 2, autoCompleteMessages: true } },
    environment: { YEARLY: "0 0 0 1 1 *" },
    port: 0,
    address: "127.0.0.1",
    openQueue,
    verbose: false,
    log: (entry) => void entries.push(entry),
  });
  return {
    host,
    url: `http://127.0.0.1:${host.port}`,
    openQueue,
    /** What the host, the library and the app have logged. */
    entries,
    async stop(): Promise<void> {
      await host.stop();
      rmSync(bundle, { force: true });
      rmSync(data, { recursive: true, force: true });
    },
  };
}
