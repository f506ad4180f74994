import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openSqliteDatabase, type SqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import { client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { describeQueueMessages } from "./queue-messages.ts";

let host: Host;
let database: SqliteDatabase;
beforeAll(async () => {
  host = await startHost({ env: { SAMPLE_PLANT: "off" } });
  database = openSqliteDatabase(path.join(host.data, "pmark.sqlite"));
});
afterAll(async () => {
  database?.close();
  await host?.stop();
});

describe("messages on the embedded platform", () => {
  describeQueueMessages(() => ({
    url: host.url,
    user: client(host.url),
    operator: client(host.url),
    broker: sqliteJobQueue(database, { now: () => new Date() }),
  }));
});
