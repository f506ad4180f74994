import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import { sqliteSessionStore } from "../../shared/adapters/embedded/sqlite-session-store.ts";
import { temporaryFolder } from "./instances.ts";
import { sampleSession } from "./samples.ts";

const now = () => new Date();

/** Runs the worker; `lines()` is what it has printed, by first word. */
function startWorker(file: string, task: string, name: string) {
  const child = spawn(process.execPath, [
    fileURLToPath(new URL("./embedded-worker.ts", import.meta.url)),
    file,
    task,
    name,
  ]);
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    lines: (word: string) =>
      output
        .split("\n")
        .slice(0, -1)
        .filter((line) => line.startsWith(`${word} `))
        .map((line) => line.slice(word.length + 1)),
    async until(condition: () => boolean) {
      for (const start = Date.now(); !condition(); await sleep(5)) {
        if (Date.now() - start > 10_000 || errors !== "") throw new Error(`the worker does not get on: ${errors}`);
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

function openFile() {
  const file = path.join(temporaryFolder(), "pmark.sqlite");
  const database = openSqliteDatabase(file);
  onTestFinished(() => database.close());
  return { file, queue: sqliteJobQueue(database, { now }), sessions: sqliteSessionStore(database) };
}

describe("the SQLite file under kill -9", () => {
  it("has every message that was acknowledged, however often its sender is killed", async () => {
    const { file, queue } = openFile();
    const sent: string[] = [];
    for (let round = 0; round < 6; round++) {
      const worker = startWorker(file, "send", `r${round}`);
      await worker.until(() => worker.lines("sent").length > round * 7);
      await worker.kill();
      sent.push(...worker.lines("sent"));
    }
    const found: string[] = [];
    for (;;) {
      const messages = await queue.receive("jobs", { max: 500, lockMs: 60_000 });
      if (messages.length === 0) break;
      found.push(...messages.map((message) => message.id));
    }
    expect(new Set(found).size).toBe(found.length);
    expect(sent.filter((id) => !found.includes(id))).toEqual([]);
  });

  it("delivers again what a killed worker held, and never what was completed", async () => {
    const { file, queue } = openFile();
    const ids = Array.from({ length: 600 }, (_, n) => `m${n}`);
    await queue.send(
      "jobs",
      ids.map((id) => ({ id, body: {} })),
    );
    const completed: string[] = [];
    let died = 0;
    while ((await queue.depth("jobs")).active > 0 || (await queue.depth("jobs")).locked > 0) {
      const worker = startWorker(file, "work", `w${died}`);
      await worker.until(() => worker.lines("began").length > 0);
      await sleep(died < 5 ? 3 * died : 900);
      await worker.kill();
      completed.push(...worker.lines("completed"));
      died++;
    }
    expect(new Set(completed).size).toBe(completed.length);
    // A worker can die between completing a message and printing it; never more than one message a death.
    expect(ids.length - completed.length).toBeLessThanOrEqual(died);
    expect(await queue.listDeadLetters(1)).toEqual([]);
  });

  it("lets two processes share a queue without both holding one lock", async () => {
    const { file, queue } = openFile();
    const ids = Array.from({ length: 400 }, (_, n) => `m${n}`);
    const workers = [startWorker(file, "work", "a"), startWorker(file, "work", "b")];
    await queue.send(
      "jobs",
      ids.map((id) => ({ id, body: {} })),
    );
    const count = () => workers.reduce((sum, worker) => sum + worker.lines("completed").length, 0);
    await workers[0]?.until(() => count() >= ids.length);
    await Promise.all(workers.map((worker) => worker.kill()));
    const began = workers.flatMap((worker) => worker.lines("began"));
    expect(began.sort()).toEqual(ids.map((id) => `${id} 1`).sort());
  });

  it("has every turn that was acknowledged, with its outbox entry, while two processes write to one session", async () => {
    const { file, sessions } = openFile();
    await sessions.create(sampleSession("s"));
    const committed: string[] = [];
    for (let round = 0; round < 3; round++) {
      const workers = ["a", "b"].map((name) => startWorker(file, "commit", `${name}${round}`));
      await workers[0]?.until(() => workers.every((worker) => worker.lines("committed").length > 10));
      await Promise.all(workers.map((worker) => worker.kill()));
      committed.push(...workers.flatMap((worker) => worker.lines("committed")));
    }
    const turns = (await sessions.listTurns("s", { limit: 100_000 })).items.map((turn) => turn.id);
    expect(committed.filter((id) => !turns.includes(id))).toEqual([]);
    expect(await sessions.read("s")).toMatchObject({ turnCount: turns.length });
    expect((await sessions.pendingOutbox(100_000)).map((entry) => entry.id)).toEqual(turns);
  });

  it("is made once when many processes open it at the same time", async () => {
    const file = path.join(temporaryFolder(), "new", "folder", "pmark.sqlite");
    const workers = Array.from({ length: 4 }, (_, n) => startWorker(file, "send", `w${n}`));
    await Promise.all(workers.map((worker) => worker.until(() => worker.lines("sent").length > 3)));
    await Promise.all(workers.map((worker) => worker.kill()));
  });
});
