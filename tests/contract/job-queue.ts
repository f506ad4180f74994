import { describe, expect, it } from "vitest";
import type { JobQueue, LockedMessage } from "../../shared/ports/job-queue.ts";
import type { Instances, MakeInstances } from "./instances.ts";

const LOCK_MS = 30_000;

/** What every job queue promises about delivery; `maxDeliveryCount` is that of the queues made here. */
export function describeJobQueue(name: string, make: MakeInstances<JobQueue>, maxDeliveryCount = 10) {
  const take = async (queue: JobQueue, max = 10) => queue.receive("jobs", { max, lockMs: LOCK_MS });
  const takeOne = async (queue: JobQueue): Promise<LockedMessage> => {
    const [message] = await take(queue, 1);
    if (message === undefined) throw new Error("the queue is empty");
    return message;
  };
  const later = (instances: Instances<JobQueue>, ms: number) => new Date(instances.now().getTime() + ms).toISOString();
  const empty = { active: 0, locked: 0, scheduled: 0, deadLettered: 0, oldestAgeMs: 0 };

  describe(`the job queue (${name}): delivery`, () => {
    it("delivers each message once, oldest first, with what was sent", async () => {
      const instances = make();
      const queue = instances.open();
      const body = { 글: "따옴표 ' \" ;", list: [1, null, true] };
      await queue.send("jobs", [
        { id: "b", body },
        { id: "a", body: "text" },
      ]);
      await queue.send("jobs", [{ id: "c", body: 3 }]);
      const messages = await take(queue, 2);
      expect(messages).toMatchObject([
        { queue: "jobs", id: "b", body, deliveryCount: 1, enqueuedAt: instances.now().toISOString() },
        { id: "a", body: "text", lockedUntil: later(instances, LOCK_MS) },
      ]);
      expect((await take(queue)).map((message) => message.id)).toEqual(["c"]);
      expect(await take(queue)).toEqual([]);
    });

    it("keeps queues apart", async () => {
      const queue = make().open();
      await queue.send("others", [{ id: "1", body: 1 }]);
      await queue.send("jobs", [{ id: "1", body: 2 }]);
      expect((await takeOne(queue)).body).toBe(2);
    });

    it("forgets a message that is completed, and only once", async () => {
      const queue = make().open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      const message = await takeOne(queue);
      expect(await queue.complete(message)).toBe("done");
      expect(await queue.complete(message)).toBe("lockLost");
      expect(await queue.depth("jobs")).toEqual(empty);
    });

    it("gives an abandoned message back at once, at its old place", async () => {
      const queue = make().open();
      await queue.send("jobs", [
        { id: "1", body: 1 },
        { id: "2", body: 2 },
      ]);
      expect(await queue.abandon(await takeOne(queue))).toBe("done");
      expect(await takeOne(queue)).toMatchObject({ id: "1", deliveryCount: 2 });
    });

    it("makes a message visible again when its lock expires, and counts the delivery", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      const first = await takeOne(queue);
      instances.advance(LOCK_MS - 1);
      expect(await take(queue)).toEqual([]);
      instances.advance(1);
      const second = await takeOne(queue);
      expect(second).toMatchObject({ id: "1", deliveryCount: 2 });
      expect(second.lockToken).not.toBe(first.lockToken);
      expect(await queue.complete(first)).toBe("lockLost");
      expect(await queue.complete(second)).toBe("done");
    });

    it("lets no expired lock settle, renew or reschedule, even while nobody else holds the message", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      const message = await takeOne(queue);
      instances.advance(LOCK_MS);
      const copy = { id: "2", body: 2, notBefore: later(instances, 0) };
      expect(await queue.complete(message)).toBe("lockLost");
      expect(await queue.abandon(message)).toBe("lockLost");
      expect(await queue.deadLetter(message, "R", "d")).toBe("lockLost");
      expect(await queue.reschedule(message, copy)).toBe("lockLost");
      expect(await queue.renew(message, LOCK_MS)).toBeUndefined();
      expect(await queue.depth("jobs")).toMatchObject({ active: 1, deadLettered: 0 });
    });

    it("keeps a message as long as its lock is renewed", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      const message = await takeOne(queue);
      for (let n = 0; n < 3; n++) {
        instances.advance(LOCK_MS - 1);
        expect(await queue.renew(message, LOCK_MS)).toBe(later(instances, LOCK_MS));
      }
      expect(await take(queue)).toEqual([]);
      expect(await queue.complete(message)).toBe("done");
    });

    it("never lets two instances hold one message", async () => {
      const instances = make();
      const queues = [instances.open(), instances.open(), instances.open()];
      const sent = Array.from({ length: 60 }, (_, n) => ({ id: `m${n}`, body: n }));
      await queues[0]?.send("jobs", sent);
      const held = (await Promise.all(Array.from({ length: 30 }, (_, n) => take(queues[n % 3]!, 3)))).flat();
      expect(held.map((message) => message.id).sort()).toEqual(sent.map((message) => message.id).sort());
    });
  });

  describe(`the job queue (${name}): schedules and duplicates`, () => {
    it("keeps a scheduled message back until its time", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "late", body: 1, notBefore: later(instances, 5_000) }]);
      expect(await queue.depth("jobs")).toEqual({ ...empty, scheduled: 1 });
      instances.advance(4_999);
      expect(await take(queue)).toEqual([]);
      await queue.send("jobs", [{ id: "early", body: 2 }]);
      instances.advance(1);
      expect((await take(queue)).map((message) => message.id)).toEqual(["early", "late"]);
    });

    it("takes a message id once within the window, also while it is locked, completed or scheduled", async () => {
      const instances = make();
      const queue = instances.open();
      const send = () => queue.send("jobs", [{ id: "same", body: 1 }]);
      await send();
      await send();
      const message = await takeOne(queue);
      await send();
      await queue.complete(message);
      await send();
      instances.advance(599_999);
      await send();
      expect(await queue.depth("jobs")).toEqual(empty);
      instances.advance(1);
      await send();
      expect((await take(queue)).map(({ id }) => id)).toEqual(["same"]);
    });

    it("takes a message id once within one call, and of all queues once each", async () => {
      const queue = make().open();
      await queue.send("jobs", [
        { id: "same", body: 1 },
        { id: "same", body: 2 },
      ]);
      await queue.send("others", [{ id: "same", body: 3 }]);
      expect(await queue.depth("jobs")).toMatchObject({ active: 1 });
      expect(await queue.depth("others")).toMatchObject({ active: 1 });
    });

    it("reschedules in one step: the original is gone, the copy comes at its time as a first delivery", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "1", body: { attempt: 1 } }]);
      const message = await takeOne(queue);
      const copy = { id: "1/2", body: { attempt: 2 }, notBefore: later(instances, 60_000) };
      expect(await queue.reschedule(message, copy)).toBe("done");
      expect(await queue.depth("jobs")).toEqual({ ...empty, scheduled: 1 });
      instances.advance(60_000);
      expect(await takeOne(queue)).toMatchObject({ id: "1/2", body: { attempt: 2 }, deliveryCount: 1 });
    });
  });

  describe(`the job queue (${name}): dead letters and depth`, () => {
    it("dead-letters with the reason and the description that were given", async () => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "1", body: { x: 1 } }]);
      instances.advance(1_000);
      expect(await queue.deadLetter(await takeOne(queue), "InvalidMessage", "it has no session")).toBe("done");
      expect(await queue.listDeadLetters(10)).toMatchObject([
        { queue: "jobs", id: "1", body: { x: 1 }, reason: "InvalidMessage", description: "it has no session" },
      ]);
      expect(await queue.listDeadLetters(10)).toMatchObject([
        { deliveryCount: 1, deadLetteredAt: instances.now().toISOString() },
      ]);
      expect(await take(queue)).toEqual([]);
    });

    const givesUp = async (fail: (instances: Instances<JobQueue>, message: LockedMessage) => Promise<void>) => {
      const instances = make();
      const queue = instances.open();
      await queue.send("jobs", [{ id: "poison", body: 1 }]);
      await queue.send("jobs", [{ id: "good", body: 2 }]);
      for (let delivery = 1; delivery <= maxDeliveryCount; delivery++) {
        const message = await takeOne(queue);
        expect(message).toMatchObject({ id: "poison", deliveryCount: delivery });
        await fail(instances, message);
      }
      expect(await takeOne(queue)).toMatchObject({ id: "good" });
      expect(await queue.listDeadLetters(10)).toMatchObject([
        { id: "poison", reason: "MaxDeliveryCountExceeded", deliveryCount: maxDeliveryCount },
      ]);
    };

    it("dead-letters what was abandoned too often, and goes on with the next message", async () => {
      await givesUp(async (instances, message) => {
        await instances.open().abandon(message);
      });
    });

    it("dead-letters what lost its lock too often: a message that kills its workers stops", async () => {
      await givesUp(async (instances) => instances.advance(LOCK_MS));
    });

    it("replays a dead letter at the end of its queue with delivery count 0, whatever ids were seen", async () => {
      const queue = make().open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      await queue.deadLetter(await takeOne(queue), "R", "d");
      await queue.send("jobs", [{ id: "2", body: 2 }]);
      const [letter] = await queue.listDeadLetters(10);
      expect(await queue.replayDeadLetter("jobs", letter!.sequenceNumber)).toBe(true);
      expect(await queue.replayDeadLetter("jobs", letter!.sequenceNumber)).toBe(false);
      const messages = await take(queue);
      expect(messages).toMatchObject([{ id: "2" }, { id: "1", body: 1, deliveryCount: 1 }]);
      expect(await queue.complete(messages[1]!)).toBe("done");
    });

    it("removes a dead letter of the queue that is named, and no living message", async () => {
      const queue = make().open();
      await queue.send("jobs", [{ id: "1", body: 1 }]);
      const message = await takeOne(queue);
      expect(await queue.removeDeadLetter("jobs", message.sequenceNumber)).toBe(false);
      await queue.deadLetter(message, "R", "d");
      expect(await queue.removeDeadLetter("others", message.sequenceNumber)).toBe(false);
      expect(await queue.removeDeadLetter("jobs", message.sequenceNumber)).toBe(true);
      expect(await queue.listDeadLetters(10)).toEqual([]);
    });

    it("tells how many wait, are locked, scheduled and dead, and how old the oldest visible one is", async () => {
      const instances = make();
      const queue = instances.open();
      expect(await queue.depth("jobs")).toEqual(empty);
      const scheduled = { id: "s", body: 1, notBefore: later(instances, 3_600_000) };
      await queue.send("jobs", [{ id: "dead", body: 1 }, { id: "locked", body: 1 }, scheduled]);
      await queue.deadLetter(await takeOne(queue), "R", "d");
      await takeOne(queue);
      instances.advance(1_000);
      await queue.send("jobs", [{ id: "older", body: 1 }]);
      instances.advance(2_000);
      await queue.send("jobs", [{ id: "younger", body: 1 }]);
      const depth = { active: 2, locked: 1, scheduled: 1, deadLettered: 1, oldestAgeMs: 2_000 };
      expect(await queue.depth("jobs")).toEqual(depth);
    });

    it("has everything after it was closed and opened again: waiting, locked, scheduled, dead, ids seen", async () => {
      const instances = make();
      const queue = instances.open();
      const scheduled = { id: "scheduled", body: 1, notBefore: later(instances, 1_000) };
      await queue.send("jobs", [
        { id: "dead", body: 1 },
        { id: "locked", body: 1 },
        { id: "waiting", body: 1 },
        scheduled,
      ]);
      await queue.deadLetter(await takeOne(queue), "R", "d");
      const locked = await takeOne(queue);
      instances.close();
      const reopened = instances.open();
      await reopened.send("jobs", [{ id: "waiting", body: 1 }]);
      expect(await reopened.depth("jobs")).toMatchObject({ active: 1, locked: 1, scheduled: 1, deadLettered: 1 });
      expect(await reopened.complete(locked)).toBe("done");
    });
  });
}
