import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { AppError } from "../../shared/errors.ts";
import type { LockedMessage } from "../../shared/ports/job-queue.ts";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";

const LOCK_MS = 30_000;
const MAX_DELIVERIES = 2;

let time = 0;
const now = () => new Date(time);
let double: Awaited<ReturnType<typeof startServiceBusDouble>>;
let queue: ReturnType<typeof serviceBusJobQueue>;
const options = { now, queues: ["jobs"], waitMs: 20, timeoutMs: 4_000 };

beforeAll(async () => {
  const settings = { now, lockMs: LOCK_MS, maxDeliveryCount: MAX_DELIVERIES, duplicateWindowMs: 600_000 };
  double = await startServiceBusDouble({ queues: ["jobs"], ...settings });
});
afterAll(() => double.stop());
beforeEach(() => {
  time = Date.parse("2030-01-01T00:00:00.000Z");
  double.clear();
  queue = serviceBusJobQueue({ connectionString: double.connectionString }, options);
});
afterEach(() => queue.close());

const take = (max = 10) => queue.receive("jobs", { max, lockMs: LOCK_MS });
const takeOne = async (): Promise<LockedMessage> => {
  const [message] = await take(1);
  if (message === undefined) throw new Error("the queue is empty");
  return message;
};
/** As a trigger function knows it: without the object that `receive` gave. */
const byToken = (message: LockedMessage): LockedMessage => ({ ...message });
const later = (ms: number) => new Date(time + ms).toISOString();

describe("what Service Bus gives otherwise than the port says", () => {
  it("a lock lasts as long as the queue says, whatever was asked for", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const [message] = await queue.receive("jobs", { max: 1, lockMs: 1_000 });
    expect(message?.lockedUntil).toBe(later(LOCK_MS));
    time += 10_000;
    expect(await queue.renew(message!, 1_000)).toBe(later(LOCK_MS));
  });

  it("a send of more than one batch is as many steps; sent again, what arrived is not doubled", async () => {
    const messages = Array.from({ length: 200 }, (_, n) => ({ id: `m${n}`, body: "가".repeat(1_000) }));
    await queue.send("jobs", messages);
    await queue.send("jobs", messages);
    expect(await queue.depth("jobs")).toMatchObject({ active: 200 });
    expect((await take(200)).map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
  });

  it("a reschedule whose lock is gone sends no copy", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const message = await takeOne();
    time += LOCK_MS;
    expect(await queue.reschedule(message, { id: "2", body: 2, notBefore: later(0) })).toBe("lockLost");
    expect(double.operations.filter((operation) => operation === "send jobs")).toHaveLength(1);
  });

  it("a message that the broker gave up is listed with the time it was enqueued: the broker keeps no other", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const enqueuedAt = later(0);
    for (let n = 0; n < MAX_DELIVERIES; n++) {
      const message = await takeOne();
      time += 1_000;
      await queue.abandon(message);
    }
    const letter = { reason: "MaxDeliveryCountExceeded", deliveryCount: MAX_DELIVERIES, deadLetteredAt: enqueuedAt };
    expect(await queue.listDeadLetters(1)).toMatchObject([letter]);
  });

  it("a letter behind others is found, and the others stay", async () => {
    const bodies = [0, 1, 2, 3];
    await queue.send(
      "jobs",
      bodies.map((body) => ({ id: `m${body}`, body })),
    );
    for (const message of await take()) await queue.deadLetter(message, "R", "d");
    const third = (await queue.listDeadLetters(10)).find(({ id }) => id === "m2");
    expect(await queue.replayDeadLetter("jobs", third!.sequenceNumber)).toBe(true);
    expect(await takeOne()).toMatchObject({ id: "m2", body: 2, deliveryCount: 1 });
    expect((await queue.listDeadLetters(10)).map(({ id }) => id)).toEqual(["m3", "m1", "m0"]);
  });
});

describe("a Service Bus message of which only the lock token is known", () => {
  it("is completed, given back, renewed and rescheduled", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    expect(await queue.abandon(byToken(await takeOne()))).toBe("done");
    const again = byToken(await takeOne());
    time += 1_000;
    expect(await queue.renew(again, LOCK_MS)).toBe(later(LOCK_MS));
    expect(await queue.reschedule(again, { id: "2", body: 2, notBefore: later(60_000) })).toBe("done");
    expect(await queue.depth("jobs")).toMatchObject({ active: 0, locked: 0, scheduled: 1 });
    time += 60_000;
    expect(await queue.complete(byToken(await takeOne()))).toBe("done");
  });

  it("is dead-lettered with reason, description, time and delivery count", async () => {
    await queue.send("jobs", [{ id: "1", body: 1 }]);
    const message = byToken(await takeOne());
    time += 5_000;
    expect(await queue.deadLetter(message, "InvalidMessage", "글이 없습니다")).toBe("done");
    const letter = {
      reason: "InvalidMessage",
      description: "글이 없습니다",
      deliveryCount: 1,
      deadLetteredAt: later(0),
    };
    expect(await queue.listDeadLetters(1)).toMatchObject([letter]);
  });
});

describe("Service Bus failures", () => {
  const unavailable = { code: "unavailable", cause: expect.anything() as unknown };

  it("reads what is no JSON as text, so that its reader can refuse it", async () => {
    await queue.send("jobs", [{ id: "1", body: Buffer.from('{"half') }]);
    expect((await takeOne()).body).toBe('{"half');
  });

  it("refuses a message that no batch can hold, and sends none of its call", async () => {
    const send = queue.send("jobs", [
      { id: "1", body: 1 },
      { id: "2", body: "x".repeat(300_000) },
    ]);
    await expect(send).rejects.toMatchObject({ code: "too-large" });
    expect(await queue.depth("jobs")).toMatchObject({ active: 0 });
  });

  it("is unavailable, with the cause, for a queue that does not exist", async () => {
    await expect(queue.send("nowhere", [{ id: "1", body: 1 }])).rejects.toMatchObject(unavailable);
    await expect(queue.receive("nowhere", { max: 1, lockMs: 1 })).rejects.toMatchObject(unavailable);
    await expect(queue.depth("nowhere")).rejects.toMatchObject(unavailable);
  });

  it("is unavailable within its time limit when nobody listens", async () => {
    const connectionString = double.connectionString.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
    const nobody = serviceBusJobQueue({ connectionString }, { ...options, timeoutMs: 1_000 });
    const startedAt = performance.now();
    const failure: unknown = await nobody.send("jobs", [{ id: "1", body: 1 }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject(unavailable);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await nobody.close();
  });

  it("is unavailable once it is closed, and closes unused", async () => {
    const unused = serviceBusJobQueue({ connectionString: double.connectionString }, options);
    await unused.close();
    await expect(unused.send("jobs", [{ id: "1", body: 1 }])).rejects.toMatchObject({ code: "unavailable" });
  });
});
