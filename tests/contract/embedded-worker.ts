/** A process to be killed: `node embedded-worker.ts FILE send|work|commit NAME`. Prints a line for all that was acknowledged. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteJobQueue } from "../../shared/adapters/embedded/sqlite-job-queue.ts";
import { sqliteSessionStore } from "../../shared/adapters/embedded/sqlite-session-store.ts";
import { sampleTurn } from "./samples.ts";

const [file = "", task = "", name = ""] = process.argv.slice(2);
const database = openSqliteDatabase(file);
const queue = sqliteJobQueue(database, { now: () => new Date(), maxDeliveryCount: 1_000 });
const sessions = sqliteSessionStore(database);
/** Synchronous: what is printed has happened, and what has happened is printed or the process died in between. */
const print = (line: string) => writeSync(1, `${line}\n`);

const tasks: Record<string, () => Promise<void>> = {
  async send() {
    for (let n = 0; ; n++) {
      await queue.send("jobs", [{ id: `${name}-${n}`, body: { n } }]);
      print(`sent ${name}-${n}`);
    }
  },
  async work() {
    for (;;) {
      const messages = await queue.receive("jobs", { max: 2, lockMs: 400 });
      for (const message of messages) {
        print(`began ${message.id} ${message.deliveryCount}`);
        if ((await queue.complete(message)) === "done") print(`completed ${message.id}`);
      }
      await sleep(messages.length === 0 ? 10 : 0);
    }
  },
  async commit() {
    for (let n = 0; ;) {
      const session = await sessions.read("s");
      if (session === undefined) throw new Error("there is no session");
      const id = `${name}-${n}`;
      const outbox = [{ id, queue: "jobs", body: {}, createdAt: session.createdAt }];
      const change = { session: { ...session, turnCount: session.turnCount + 1 }, turn: sampleTurn(id, "s"), outbox };
      if (!(await sessions.commit(change)).committed) continue;
      print(`committed ${id}`);
      n++;
    }
  },
};

print("ready");
await tasks[task]?.();
