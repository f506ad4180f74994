import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { serviceBusJobQueue } from "../shared/adapters/azure/service-bus-job-queue.ts";
import { openSqliteDatabase } from "../shared/adapters/embedded/sqlite-database.ts";
import { sqliteJobQueue } from "../shared/adapters/embedded/sqlite-job-queue.ts";
import type { JobQueue } from "../shared/ports/job-queue.ts";
import { startServiceBusDouble } from "../tests/service-bus-double/start-service-bus-double.ts";
import { percentile, type Benchmark } from "./benchmark.ts";

const SENDS = 1_000;
const WARM_UP = 100;
const GOAL_MS = 10;
const QUEUE = "session-summaries";

const now = () => new Date();

export const enqueue: Benchmark = {
  name: "enqueue",
  about: `${SENDS} jobs sent one after the other, each durable when it is done: embedded, and Service Bus over the wire`,
  async run() {
    const write = await timesOf(diskWriter());
    const embedded = await timesOf(embeddedQueue());
    const roundTrip = await timesOf(await echo());
    const serviceBus = await timesOf(await serviceBusQueue());
    return [
      row("enqueue, embedded, p95", embedded, { name: "one row committed to SQLite", samples: write }),
      row("enqueue, Service Bus double, p95", serviceBus, { name: "TCP round trip on loopback", samples: roundTrip }),
    ];
  },
};

type Timed = { once: (n: number) => Promise<unknown>; close: () => unknown };

async function timesOf({ once: act, close }: Timed): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + SENDS; n += 1) {
    const start = performance.now();
    await act(n);
    if (n >= WARM_UP) times.push(performance.now() - start);
  }
  await close();
  return times;
}

function row(name: string, samples: number[], baseline: { name: string; samples: number[] }) {
  const value = percentile(samples, 0.95);
  return {
    name,
    value,
    unit: "ms",
    baseline: { name: baseline.name, value: percentile(baseline.samples, 0.95) },
    goal: `<= ${GOAL_MS} ms`,
    ok: value <= GOAL_MS,
  };
}

const sendTo = (queue: JobQueue) => (n: number) => {
  const data = { sessionId: `s${n}`, revision: 1 };
  const body = { type: "summarize-session", version: 1, id: `m${n}`, occurredAt: now().toISOString(), data };
  return queue.send(QUEUE, [{ id: `m${n}`, body }]);
};

function embeddedQueue(): Timed {
  const { database, close } = temporaryDatabase();
  return { once: sendTo(sqliteJobQueue(database, { now })), close };
}

function diskWriter(): Timed {
  const { database, close } = temporaryDatabase();
  database.statement("CREATE TABLE written (n INTEGER PRIMARY KEY, body TEXT)").run();
  const insert = database.statement("INSERT INTO written VALUES (?, ?)");
  return { once: async (n) => insert.run(n, "x".repeat(200)), close };
}

function temporaryDatabase() {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
  const database = openSqliteDatabase(path.join(folder, "queue.sqlite"));
  const close = () => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { database, close };
}

async function serviceBusQueue(): Promise<Timed> {
  const settings = { queues: [QUEUE], now, lockMs: 30_000, maxDeliveryCount: 10, duplicateWindowMs: 600_000 };
  const double = await startServiceBusDouble(settings);
  const queue = serviceBusJobQueue({ connectionString: double.connectionString }, { now, queues: [QUEUE] });
  const close = async () => {
    await queue.close();
    await double.stop();
  };
  return { once: sendTo(queue), close };
}

async function echo(): Promise<Timed> {
  const server = createServer((socket) => void socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const close = () => {
    socket.destroy();
    server.close();
  };
  return {
    close,
    async once() {
      socket.write("ping");
      await once(socket, "data");
    },
  };
}
