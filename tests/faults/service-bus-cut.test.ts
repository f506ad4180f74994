import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import type { LockedMessage } from "../../shared/ports/job-queue.ts";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";

const LOCK_MS = 30_000;

let time = 0;
const now = () => new Date(time);
let double: Awaited<ReturnType<typeof startServiceBusDouble>>;
let queue: ReturnType<typeof serviceBusJobQueue>;

beforeAll(async () => {
  const settings = { now, lockMs: LOCK_MS, maxDeliveryCount: 10, duplicateWindowMs: 600_000 };
  double = await startServiceBusDouble({ queues: ["jobs"], ...settings });
});
afterAll(() => double.stop());
beforeEach(() => {
  time = Date.parse("2030-01-01T00:00:00.000Z");
  double.clear();
  queue = serviceBusJobQueue(
    { connectionString: double.connectionString },
    { now, queues: ["jobs"], waitMs: 20, timeoutMs: 4_000 },
  );
});
afterEach(() => queue.close());

const take = () => queue.receive("jobs", { max: 5, lockMs: LOCK_MS });
const takeOne = async (): Promise<LockedMessage> => {
  const [message] = await take();
  if (message === undefined) throw new Error("the queue is empty");
  return message;
};
/** Cuts every connection when the operation arrives for the n-th time: it is carried out, but its answer is lost. */
const cutAt = (operation: string, ...times: number[]) => {
  let count = 0;
  double.onOperation((seen) => {
    if (seen !== operation) return;
    count += 1;
    if (times.includes(count)) double.cutConnections();
  });
};

describe("a Service Bus connection that is cut", () => {
  it("loses no message whose sending was acknowledged, and doubles none whose acknowledgement was lost", async () => {
    cutAt("send jobs", 3, 9, 16);
    for (let n = 0; n < 15; n++) await queue.send("jobs", [{ id: `m${n}`, body: n }]);
    expect(await queue.depth("jobs")).toMatchObject({ active: 15 });
  });

  it("lets the holder of a message settle it over a new connection", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const message = await takeOne();
    double.cutConnections();
    expect(await queue.complete(message)).toBe("done");
    expect(await queue.depth("jobs")).toMatchObject({ active: 0, locked: 0 });
  });

  it("works off a queue to its end, each message handled, while connections break between and within settlements", async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `m${n}`);
    await queue.send(
      "jobs",
      ids.map((id) => ({ id, body: id })),
    );
    cutAt("accepted jobs", 2, 7, 13);
    const handled: string[] = [];
    for (let messages = await take(); messages.length > 0; messages = await take()) {
      for (const message of messages) {
        handled.push(message.id);
        await queue.complete(message);
      }
    }
    expect(handled).toEqual(ids);
    expect(await queue.depth("jobs")).toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
  });

  it("gives a receiver that was waiting when it broke what arrives afterwards", async () => {
    const address = { connectionString: double.connectionString };
    const patient = serviceBusJobQueue(address, { now, queues: ["jobs"], waitMs: 2_000, timeoutMs: 4_000 });
    const receiving = patient.receive("jobs", { max: 1, lockMs: LOCK_MS });
    await delay(300);
    double.cutConnections();
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    expect(await receiving).toMatchObject([{ id: "1", deliveryCount: 1 }]);
    await patient.close();
  });

  it("leaves one copy of a message rescheduled while the connection broke, however often that is tried", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const copy = { id: "1/2", body: 2, notBefore: new Date(time + 3_600_000).toISOString() };
    cutAt("send jobs", 1);
    expect(await queue.reschedule(await takeOne(), copy)).toBe("done");
    expect(await queue.depth("jobs")).toMatchObject({ active: 0, locked: 0, scheduled: 1 });
  });

  it("keeps the copy single when a worker died between sending it and completing the original", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const copy = { id: "1/2", body: 2, notBefore: new Date(time + 3_600_000).toISOString() };
    await takeOne();
    await queue.send("jobs", [copy]);
    time += LOCK_MS;
    expect(await queue.reschedule(await takeOne(), copy)).toBe("done");
    expect(await queue.depth("jobs")).toMatchObject({ active: 0, locked: 0, scheduled: 1 });
  });

  it("replays a dead letter once though the answer to its copy was lost", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const message = await takeOne();
    await queue.deadLetter(message, "R", "d");
    cutAt("send jobs", 1);
    expect(await queue.replayDeadLetter("jobs", message.sequenceNumber)).toBe(true);
    expect(await queue.depth("jobs")).toMatchObject({ active: 1, deadLettered: 0 });
  });
});
