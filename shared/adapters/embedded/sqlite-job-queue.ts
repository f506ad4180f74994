import { randomUUID } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import type { JobQueue, LockedMessage, OutgoingMessage } from "../../ports/job-queue.ts";
import { queueInspection } from "./sqlite-queue-inspection.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type Options = {
  now: () => Date;
  newToken?: () => string;
  /** Service Bus's default. */
  maxDeliveryCount?: number;
  /** How long a message id is remembered; Service Bus's default is 10 minutes. */
  duplicateWindowMs?: number;
};

type Waiting = {
  sequence: number;
  id: string;
  body: string;
  delivery_count: number;
  enqueued_at: number;
};

/** Named, so that every copy of this module in the process (bundle and host) has the same one. */
const arrivals = channel("pmark:job-arrival");

/** Calls back with the queue's name when a message becomes visible in any queue of this process; returns the way to stop. */
export function onJobArrival(listener: (queue: string) => void): () => void {
  const subscriber = (queue: unknown) => listener(String(queue));
  arrivals.subscribe(subscriber);
  return () => {
    arrivals.unsubscribe(subscriber);
  };
}

/** Service Bus's promises on one SQLite file, for any number of processes. A message keeps its place through locks and abandons. */
export function sqliteJobQueue(database: SqliteDatabase, options: Options): JobQueue {
  const { now, newToken = randomUUID, maxDeliveryCount = 10, duplicateWindowMs = 600_000 } = options;
  const rememberId = database.statement(
    `INSERT INTO message_ids (queue, id, sent_at) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET sent_at = excluded.sent_at WHERE sent_at <= ?4`,
  );
  const forgetIds = database.statement("DELETE FROM message_ids WHERE sent_at <= ?");
  const insert = database.statement(
    "INSERT INTO messages (queue, id, visible_at, enqueued_at, body) VALUES (?, ?, ?, ?, ?)",
  );
  const firstVisible = database.statement<Waiting>(
    `SELECT sequence, id, body, delivery_count, enqueued_at FROM messages
     WHERE dead_at IS NULL AND queue = ?1 AND visible_at <= ?2 AND locked_until <= ?2
     ORDER BY visible_at, sequence LIMIT ?3`,
  );
  const lock = database.statement(
    "UPDATE messages SET lock_token = ?, locked_until = ?, delivery_count = delivery_count + 1 WHERE sequence = ?",
  );
  const held = "sequence = ? AND lock_token = ? AND locked_until > ? AND dead_at IS NULL";
  const remove = database.statement(`DELETE FROM messages WHERE ${held}`);
  const unlock = database.statement(`UPDATE messages SET lock_token = NULL, locked_until = 0 WHERE ${held}`);
  const extend = database.statement(`UPDATE messages SET locked_until = ? WHERE ${held}`);
  const bury = `UPDATE messages SET dead_at = ?, reason = ?, description = ?, lock_token = NULL, locked_until = 0`;
  const buryHeld = database.statement(`${bury} WHERE ${held}`);
  const buryWaiting = database.statement(`${bury} WHERE sequence = ?`);

  const clock = () => now().getTime();
  const right = (message: LockedMessage): [number, string, number] => [
    message.sequenceNumber,
    message.lockToken,
    clock(),
  ];
  const verdict = (changed: number) => (changed === 1 ? "done" : "lockLost");
  const exhausted = (deliveries: number): [reason: string, description: string] => [
    "MaxDeliveryCountExceeded",
    `It was delivered ${deliveries} times and never completed.`,
  ];

  function put(queue: string, message: OutgoingMessage, at: number): void {
    if (rememberId.run(queue, message.id, at, at - duplicateWindowMs) === 0) return;
    const visibleAt = message.notBefore === undefined ? at : Math.max(at, Date.parse(message.notBefore) || at);
    insert.run(queue, message.id, visibleAt, at, JSON.stringify(message.body));
  }

  return {
    async send(queue, messages) {
      database.transaction(() => {
        const at = clock();
        forgetIds.run(at - duplicateWindowMs);
        for (const message of messages) put(queue, message, at);
      });
      arrivals.publish(queue);
    },

    async receive(queue, { max, lockMs }) {
      // An empty queue is polled often: it costs a read, not the write lock.
      if (firstVisible.get(queue, clock(), 1) === undefined) return [];
      return database.transaction(() => {
        const at = clock();
        const locked: LockedMessage[] = [];
        for (let waiting = firstVisible.all(queue, at, max); waiting.length > 0 && locked.length < max;) {
          for (const message of waiting) {
            if (message.delivery_count >= maxDeliveryCount) {
              buryWaiting.run(at, ...exhausted(message.delivery_count), message.sequence);
              continue;
            }
            const lockToken = newToken();
            lock.run(lockToken, at + lockMs, message.sequence);
            locked.push(toLocked(queue, message, lockToken, at + lockMs));
          }
          waiting = firstVisible.all(queue, at, max - locked.length);
        }
        return locked;
      });
    },

    async complete(message) {
      return verdict(remove.run(...right(message)));
    },

    async abandon(message) {
      const isLast = message.deliveryCount >= maxDeliveryCount;
      const result = isLast
        ? buryHeld.run(clock(), ...exhausted(message.deliveryCount), ...right(message))
        : unlock.run(...right(message));
      if (!isLast) arrivals.publish(message.queue);
      return verdict(result);
    },

    async deadLetter(message, reason, description) {
      return verdict(buryHeld.run(clock(), reason, description, ...right(message)));
    },

    async reschedule(message, copy) {
      const result = database.transaction(() => {
        const removed = remove.run(...right(message));
        if (removed === 1) put(message.queue, copy, clock());
        return verdict(removed);
      });
      arrivals.publish(message.queue);
      return result;
    },

    async renew(message, lockMs) {
      const until = clock() + lockMs;
      return extend.run(until, ...right(message)) === 1 ? new Date(until).toISOString() : undefined;
    },

    ...queueInspection(database, { now, arrived: (queue) => arrivals.publish(queue) }),
  };
}

function toLocked(queue: string, message: Waiting, lockToken: string, lockedUntil: number): LockedMessage {
  return {
    queue,
    id: message.id,
    body: JSON.parse(message.body) as unknown,
    lockToken,
    lockedUntil: new Date(lockedUntil).toISOString(),
    deliveryCount: message.delivery_count + 1,
    sequenceNumber: message.sequence,
    enqueuedAt: new Date(message.enqueued_at).toISOString(),
  };
}
