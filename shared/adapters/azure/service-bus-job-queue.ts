import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import { queues as jobQueues } from "../../ports/job-message.ts";
import type { JobQueue, LockedMessage } from "../../ports/job-queue.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { serviceBusConnection, type ServiceBusAddress } from "./service-bus-connection.ts";
import { serviceBusDeadLetters } from "./service-bus-dead-letters.ts";
import { queueDepth, type QueueCounts } from "./service-bus-depth.ts";
import { attempt, isLockLost, isUnanswered } from "./service-bus-failure.ts";
import { deadLetterProperties, heldByToken, toLockedMessage, toServiceBusMessage } from "./service-bus-message.ts";
import { receiveLocked } from "./service-bus-receiving.ts";
import { sendInBatches } from "./service-bus-sending.ts";

type Options = {
  now: () => Date;
  /** Whose dead letters are listed. */
  queues?: readonly string[];
  /** The longest that one operation takes, the SDK's retries included. */
  timeoutMs?: number;
  /** How long `receive` waits for the first message of an empty queue. */
  waitMs?: number;
  /** Exact counts for `depth`, of `queueCounts`; without it the queue is peeked. */
  count?: (queue: string) => Promise<QueueCounts>;
};

const ATTEMPTS_PER_OPERATION = 4;

/**
 * The queues of an Azure Service Bus namespace, which must exist, with duplicate detection. The lock's length and the greatest
 * delivery count are the queue's: `lockMs` is not heard, `lockedUntil` is true.
 */
export function serviceBusJobQueue(
  address: ServiceBusAddress,
  options: Options,
): JobQueue & { close(): Promise<void> } {
  const { now, queues = Object.values(jobQueues), timeoutMs = 10_000, waitMs = 250, count } = options;
  const connection = serviceBusConnection(address, timeoutMs / ATTEMPTS_PER_OPERATION);
  const inTurn = oneAtATime();
  /** Settled on their link, which frees its buffer; every other message is settled by its lock token. */
  const received = new WeakMap<LockedMessage, ServiceBusReceivedMessage>();

  /** The SDK holds on to a connection that broke while it opened for a minute: one that says nothing is given up sooner. */
  async function overLiveConnection<Result>(call: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    try {
      return await call();
    } catch (error) {
      if (isUnanswered(error)) connection.renew(startedAt);
      throw error;
    }
  }

  type Settle = (receiver: ServiceBusReceiver, held: ServiceBusReceivedMessage) => Promise<unknown>;
  async function settle(what: string, message: LockedMessage, run: Settle): Promise<"done" | "lockLost"> {
    const held = received.get(message) ?? heldByToken(message);
    try {
      await attempt(what, timeoutMs, () => run(connection.receiver(message.queue), held));
      return "done";
    } catch (error) {
      if (isLockLost(error)) return "lockLost";
      throw error;
    }
  }
  const complete = (message: LockedMessage) =>
    settle("complete", message, (receiver, held) => receiver.completeMessage(held));

  const queue: JobQueue = {
    async send(queue, messages) {
      const outgoing = messages.map(toServiceBusMessage);
      await overLiveConnection(() =>
        attempt("send", timeoutMs, (signal) => sendInBatches(connection.sender(queue), outgoing, signal)),
      );
    },

    receive: (queue, { max }) =>
      inTurn(queue, async () => {
        const messages = await overLiveConnection(() =>
          receiveLocked(connection.receiver(queue), max, { timeoutMs, waitMs }),
        );
        return messages.map((message) => {
          const locked = toLockedMessage(queue, message);
          received.set(locked, message);
          return locked;
        });
      }),

    complete,
    abandon: (message) => settle("abandon", message, (receiver, held) => receiver.abandonMessage(held)),
    deadLetter: (message, reason, description) =>
      settle("dead-letter", message, (receiver, held) =>
        receiver.deadLetterMessage(held, deadLetterProperties(message, reason, description, now())),
      ),

    /**
     * Not one step here: a lock that holds, then the copy, then the end of the original. A crash before the last leaves both,
     * and the next delivery's copy, which has the same id, is dropped as a duplicate.
     */
    async reschedule(message, copy) {
      if ((await queue.renew(message, 0)) === undefined) return "lockLost";
      await queue.send(message.queue, [copy]);
      return complete(message);
    },

    /** Extends the lock by the queue's lock duration. */
    async renew(message) {
      let until: Date | undefined;
      const verdict = await settle("renew", message, async (receiver, held) => {
        until = await receiver.renewMessageLock(held);
      });
      return verdict === "done" ? until?.toISOString() : undefined;
    },

    depth: (queue) => queueDepth(connection, queue, { now, timeoutMs, count }),
    ...serviceBusDeadLetters(connection, { queues, timeoutMs, waitMs }),
  };
  return { ...queue, close: () => connection.close() };
}
