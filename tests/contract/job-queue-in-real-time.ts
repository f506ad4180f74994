import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { JobQueue, LockedMessage } from "../../shared/ports/job-queue.ts";

const LIMIT_MS = 30_000;
const LOCK_MS = 60_000;

/** What a job queue promises, where the clock is the broker's and can't be moved. Nobody else may take from the queue. */
export function describeJobQueueInRealTime(queueName: string, open: () => JobQueue) {
  const take = async (queue: JobQueue, id: string): Promise<LockedMessage> => {
    let taken: LockedMessage | undefined;
    await vi.waitFor(
      async () => {
        for (const message of await queue.receive(queueName, { max: 10, lockMs: LOCK_MS })) {
          if (message.id === id) taken = message;
          else await queue.complete(message);
        }
        expect(taken?.id).toBe(id);
      },
      { timeout: LIMIT_MS },
    );
    return taken!;
  };
  const letterOf = async (queue: JobQueue, id: string) =>
    (await queue.listDeadLetters(100)).find((letter) => letter.id === id);

  it("drops a second message with the same id, and delivers the first with what was sent", async () => {
    const queue = open();
    const id = randomUUID();
    await queue.send(queueName, [{ id, body: { 글: "따옴표 ' \" ;" } }]);
    await queue.send(queueName, [{ id, body: "again" }]);
    const message = await take(queue, id);
    expect(message).toMatchObject({ body: { 글: "따옴표 ' \" ;" }, deliveryCount: 1 });
    expect(await queue.complete(message)).toBe("done");
    expect(await queue.complete(message)).toBe("lockLost");
    expect(await queue.receive(queueName, { max: 10, lockMs: LOCK_MS })).toEqual([]);
  });

  it("gives an abandoned message back at once, counted", async () => {
    const queue = open();
    const id = randomUUID();
    await queue.send(queueName, [{ id, body: 1 }]);
    expect(await queue.abandon(await take(queue, id))).toBe("done");
    const again = await take(queue, id);
    expect(again.deliveryCount).toBe(2);
    expect(await queue.complete(again)).toBe("done");
  });

  it("lets whoever has the lock token renew, complete and dead-letter over another connection", async () => {
    const [one, other] = [open(), open()];
    const ids = [randomUUID(), randomUUID()] as const;
    await one.send(queueName, [{ id: ids[0], body: 1 }]);
    const first = { ...(await take(one, ids[0])) };
    expect(Date.parse((await other.renew(first, LOCK_MS)) ?? "")).toBeGreaterThan(Date.now());
    expect(await other.complete(first)).toBe("done");
    await one.send(queueName, [{ id: ids[1], body: 2 }]);
    const second = { ...(await take(one, ids[1])) };
    expect(await other.deadLetter(second, "InvalidMessage", "it is a test")).toBe("done");
    expect(await letterOf(other, ids[1])).toMatchObject({
      reason: "InvalidMessage",
      description: "it is a test",
      body: 2,
    });
  });

  it("replays a dead letter as a new message, and deletes one", async () => {
    const queue = open();
    const id = randomUUID();
    await queue.send(queueName, [{ id, body: "b" }]);
    await queue.deadLetter(await take(queue, id), "Broken", "");
    const letter = (await letterOf(queue, id))!;
    expect(await queue.replayDeadLetter(queueName, letter.sequenceNumber)).toBe(true);
    const replayed = await take(queue, id);
    expect(replayed).toMatchObject({ body: "b", deliveryCount: 1 });
    await queue.deadLetter(replayed, "Broken", "again");
    expect(await queue.removeDeadLetter(queueName, (await letterOf(queue, id))!.sequenceNumber)).toBe(true);
    expect(await letterOf(queue, id)).toBeUndefined();
  });

  it("keeps a scheduled message until its time, and counts it meanwhile", async () => {
    const queue = open();
    const id = randomUUID();
    const due = Date.now() + 2_000;
    await queue.send(queueName, [{ id, body: 1, notBefore: new Date(due).toISOString() }]);
    expect(await queue.depth(queueName)).toMatchObject({ scheduled: 1 });
    const message = await take(queue, id);
    expect(Date.now()).toBeGreaterThanOrEqual(due - 1_000);
    expect(await queue.complete(message)).toBe("done");
  });
}
