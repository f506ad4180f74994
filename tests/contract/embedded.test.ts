import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { folderFileArchive } from "../../shared/adapters/embedded/folder-file-archive.ts";
import { openSqliteDatabase, type SqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
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
import { describeCorrectionStore } from "./correction-store.ts";
import { describeDocumentStore } from "./document-store.ts";
import { describeFileArchive } from "./file-archive.ts";
import { standingClock, temporaryFolder, type MakeInstances } from "./instances.ts";
import { describeJobQueue } from "./job-queue.ts";
import { describeKnowledgeIndex } from "./knowledge-index.ts";
import { describeLeaseStore } from "./lease-store.ts";
import { describeRunStore } from "./run-store.ts";
import { describeSessionStore } from "./session-store.ts";
import { describeSummaryStore } from "./summary-store.ts";
import { describeTermStore } from "./term-store.ts";
import { describeTurnLog } from "./turn-log.ts";
import { describeWorkOrderStore } from "./work-order-store.ts";

/** Each instance has its own connection to one file. */
function onSqlite<Port>(create: (database: SqliteDatabase, options: { now: () => Date }) => Port): MakeInstances<Port> {
  return () => {
    const file = path.join(temporaryFolder(), "data", "pmark.sqlite");
    const clock = standingClock();
    const connections: SqliteDatabase[] = [];
    const close = () => connections.splice(0).forEach((database) => database.close());
    onTestFinished(close);
    return {
      ...clock,
      close,
      open: () => {
        const database = openSqliteDatabase(file);
        connections.push(database);
        return create(database, clock);
      },
    };
  };
}

describeSessionStore("SQLite", onSqlite(sqliteSessionStore));
describeSummaryStore("SQLite", onSqlite(sqliteSummaryStore));
describeWorkOrderStore("SQLite", onSqlite(sqliteWorkOrderStore));
describeTermStore("SQLite", onSqlite(sqliteTermStore));
describeCorrectionStore("SQLite", onSqlite(sqliteCorrectionStore));
describeDocumentStore("SQLite", onSqlite(sqliteDocumentStore));
describeRunStore("SQLite", onSqlite(sqliteRunStore));
describeTurnLog("SQLite", onSqlite(sqliteTurnLog));
describeLeaseStore("SQLite", onSqlite(sqliteLeaseStore));
describeKnowledgeIndex("SQLite", onSqlite(sqliteKnowledgeIndex));
describeJobQueue("SQLite", onSqlite(sqliteJobQueue));
it("the folder of files keeps no folder that its last file has left", async () => {
  const directory = path.join(temporaryFolder(), "archive");
  const archive = folderFileArchive(directory);
  await archive.write("imports/1/rows.csv", Buffer.from("a"));
  await archive.write("documents/1", Buffer.from("a"));
  await archive.remove("imports/1/rows.csv");
  expect(readdirSync(directory).sort()).toEqual(["documents", "~unfinished"]);
});

it("the folder of files removes what a killed process left half written, and leaves what is being written", async () => {
  const directory = path.join(temporaryFolder(), "archive");
  const unfinished = path.join(directory, "~unfinished");
  mkdirSync(unfinished, { recursive: true });
  for (const name of ["left", "running"]) writeFileSync(path.join(unfinished, name), "half");
  utimesSync(path.join(unfinished, "left"), 0, 0);
  await folderFileArchive(directory).write("a", Buffer.from("a"));
  expect(readdirSync(unfinished)).toEqual(["running"]);
});

describeFileArchive("folder", () => {
  const directory = path.join(temporaryFolder(), "archive");
  return { ...standingClock(), close: () => {}, open: () => folderFileArchive(directory) };
});
