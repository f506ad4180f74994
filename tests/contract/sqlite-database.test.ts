import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { onJobArrival, sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import { AppError } from "../../shared/errors.ts";
import { temporaryFolder } from "./instances.ts";

function open(file: string) {
  const database = openSqliteDatabase(file);
  onTestFinished(() => database.close());
  return database;
}

function failureOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("the SQLite file", () => {
  it("is made with its folder, in WAL mode", () => {
    const database = open(path.join(temporaryFolder(), "a", "b", "pmark.sqlite"));
    expect(database.statement("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });

  it("names the folder that can't be made", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "file"), "");
    const failure = failureOf(() => openSqliteDatabase(path.join(folder, "file", "data", "pmark.sqlite")));
    expect(failure).toMatchObject({ code: "unavailable", cause: expect.any(Error) as unknown });
    expect(failure.detail).toContain(path.join(folder, "file", "data"));
  });

  it("names the file that can't be read", () => {
    const folder = temporaryFolder();
    const text = path.join(folder, "text.sqlite");
    writeFileSync(text, "This is not a database, and long enough to be seen as none.".repeat(20));
    expect(failureOf(() => openSqliteDatabase(text)).detail).toMatch(/text\.sqlite can't be opened: .*not a database/);
    const asFolder = path.join(folder, "folder.sqlite");
    mkdirSync(asFolder);
    expect(failureOf(() => openSqliteDatabase(asFolder)).detail).toContain("folder.sqlite can't be opened");
  });

  it("is left alone when a newer PMark wrote it", () => {
    const file = path.join(temporaryFolder(), "pmark.sqlite");
    open(file).close();
    const raw = new DatabaseSync(file);
    raw.exec("PRAGMA user_version = 999");
    raw.close();
    expect(failureOf(() => openSqliteDatabase(file)).detail).toContain("a newer PMark wrote it");
  });

  it("commits what comes together together, and lets one that fails fail alone", async () => {
    const database = open(path.join(temporaryFolder(), "pmark.sqlite"));
    const add = database.statement("INSERT INTO versions (name, value) VALUES (?, 1)");
    const all = database.statement<{ name: string }>("SELECT name FROM versions ORDER BY name");
    const outcomes = Promise.allSettled(
      ["a", "b", "a", "c"].map((name) => database.groupedTransaction(() => `${name}${add.run(name)}`)),
    );
    expect(all.all()).toEqual([]);
    expect((await outcomes).map((outcome) => (outcome.status === "fulfilled" ? outcome.value : "failed"))).toEqual([
      "a1",
      "b1",
      "failed",
      "c1",
    ]);
    expect(all.all().map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("reads a current row again after a write, its own or another's", async () => {
    const file = path.join(temporaryFolder(), "pmark.sqlite");
    const [database, other] = [open(file), open(file)];
    const count = database.current<{ count: number }>("SELECT count(*) AS count FROM versions");
    const add = "INSERT INTO versions (name, value) VALUES (?, 1)";
    expect(count()).toEqual({ count: 0 });
    database.statement(add).run("own");
    expect(count()).toEqual({ count: 1 });
    const raw = new DatabaseSync(file);
    onTestFinished(() => raw.close());
    raw.prepare(add).run("of another process");
    await expect.poll(count).toEqual({ count: 2 });
    other.transaction(() => other.statement(add).run("of another store"));
    expect(count()).toEqual({ count: 3 });
  });

  it("is brought up to date from its log aside, while commits go on", async () => {
    const file = path.join(temporaryFolder(), "pmark.sqlite");
    const database = open(file);
    const add = database.statement("INSERT INTO versions (name, value) VALUES (?, ?)");
    const before = statSync(file).size;
    for (let index = 0; index < 70; index += 1) {
      database.transaction(() => add.run(`${index}${"x".repeat(4_000)}`, index));
    }
    await expect.poll(() => statSync(file).size, { timeout: 20_000 }).toBeGreaterThan(before + 64 * 4_000);
    expect(database.statement("SELECT count(*) AS count FROM versions").get()).toEqual({ count: 70 });
  });

  it("takes back everything of a transaction that fails, and works on", () => {
    const database = open(path.join(temporaryFolder(), "pmark.sqlite"));
    const insert = database.statement("INSERT INTO versions (name, value) VALUES (?, 1)");
    const failing = () =>
      database.transaction(() => {
        insert.run("a");
        throw new Error("a bug");
      });
    expect(failing).toThrow("a bug");
    database.transaction(() => insert.run("b"));
    expect(database.statement("SELECT name FROM versions").all()).toEqual([{ name: "b" }]);
  });

  it("reports what SQLite refuses as an outage with its cause, and no words of SQL", async () => {
    const database = open(path.join(temporaryFolder(), "pmark.sqlite"));
    const queue = sqliteJobQueue(database, { now: () => new Date() });
    database.close();
    database.close();
    const failure = await queue.send("jobs", [{ id: "1", body: 1 }]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "unavailable", cause: expect.any(Error) as unknown });
    expect((failure as AppError).detail).not.toMatch(/SELECT|database/i);
  });
});

describe("the arrival of jobs", () => {
  it("is told once the message can be received, by any copy of the queue in the process, until one stops listening", async () => {
    const file = path.join(temporaryFolder(), "pmark.sqlite");
    const [sender, receiver] = [open(file), open(file)].map((database) =>
      sqliteJobQueue(database, { now: () => new Date() }),
    );
    const received: Promise<unknown[]>[] = [];
    const stop = onJobArrival((queue) => received.push(receiver!.receive(queue, { max: 1, lockMs: 1_000 })));
    await sender!.send("jobs", [{ id: "1", body: "first" }]);
    stop();
    await sender!.send("jobs", [{ id: "2", body: "second" }]);
    expect(await Promise.all(received)).toMatchObject([[{ body: "first" }]]);
  });
});
