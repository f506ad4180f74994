import type { ServiceBusReceivedMessage } from "@azure/service-bus";
import { AppError } from "../../errors.ts";
import type { DeadLetter, JobQueue } from "../../ports/job-queue.ts";
import type { ServiceBusConnection } from "./service-bus-connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { attempt, isLockLost } from "./service-bus-failure.ts";
import { sequenceNumberOf, toDeadLetter, toReplay } from "./service-bus-message.ts";
import { peekMessages } from "./service-bus-peek.ts";
import { receiveLocked } from "./service-bus-receiving.ts";
import { sendInBatches } from "./service-bus-sending.ts";

type Options = { queues: readonly string[]; timeoutMs: number; waitMs: number };

/** Of one queue, how many are looked at to list the latest: they are kept oldest first. */
const LIST_LIMIT = 2_000;
/** How many are locked in search of one: Service Bus has no way to lock a message by its number. */
const SEARCH_LIMIT = 2_000;
const SEARCH_BATCH = 100;

/** What operators do with dead letters. One search per queue at a time. */
export function serviceBusDeadLetters(
  connection: ServiceBusConnection,
  { queues, timeoutMs, waitMs }: Options,
): Pick<JobQueue, "listDeadLetters" | "replayDeadLetter" | "removeDeadLetter"> {
  const holds = async (queue: string, sequenceNumber: number) => {
    const [letter] = await peekMessages(connection.deadLetterReceiver(queue), {
      from: sequenceNumber,
      limit: 1,
      timeoutMs,
    });
    return letter !== undefined && sequenceNumberOf(letter) === sequenceNumber;
  };

  const refuseWhileHeld = async (queue: string, sequenceNumber: number): Promise<false> => {
    if (!(await holds(queue, sequenceNumber))) return false;
    throw new AppError("conflict", "The dead letter is held by another, or too many lie before it. Try again later.");
  };

  /** A lost lock may mean that the answer was lost: then the letter is gone, as it should be. */
  async function complete(queue: string, letter: ServiceBusReceivedMessage): Promise<void> {
    try {
      await attempt("complete", timeoutMs, () => connection.deadLetterReceiver(queue).completeMessage(letter));
    } catch (error) {
      if (!isLockLost(error)) throw error;
      await refuseWhileHeld(queue, sequenceNumberOf(letter));
    }
  }

  /** Locks letters from the oldest on until the one is found, hands it over, completes it, and gives the others back. */
  async function consume(
    queue: string,
    sequenceNumber: number,
    use: (letter: ServiceBusReceivedMessage) => Promise<void>,
  ): Promise<boolean> {
    if (!(await holds(queue, sequenceNumber))) return false;
    const receiver = connection.deadLetterReceiver(queue);
    const others: ServiceBusReceivedMessage[] = [];
    try {
      while (others.length < SEARCH_LIMIT) {
        const letters = await receiveLocked(receiver, SEARCH_BATCH, { timeoutMs, waitMs });
        const found = letters.find((letter) => sequenceNumberOf(letter) === sequenceNumber);
        others.push(...letters.filter((letter) => letter !== found));
        if (found !== undefined) {
          await use(found);
          await complete(queue, found);
          return true;
        }
        if (letters.length === 0) break;
      }
    } finally {
      const abandon = (letter: ServiceBusReceivedMessage) =>
        attempt("abandon", timeoutMs, () => receiver.abandonMessage(letter));
      await Promise.allSettled(others.map(abandon));
    }
    return refuseWhileHeld(queue, sequenceNumber);
  }

  const inTurn = oneAtATime();
  return {
    async listDeadLetters(limit) {
      const lists = await Promise.all(
        queues.map(async (queue) => {
          const letters = await peekMessages(connection.deadLetterReceiver(queue), { limit: LIST_LIMIT, timeoutMs });
          return letters.map((letter) => toDeadLetter(queue, letter));
        }),
      );
      return lists.flat().sort(latestFirst).slice(0, limit);
    },

    replayDeadLetter: async (queue, sequenceNumber) =>
      inTurn(queue, () =>
        consume(queue, sequenceNumber, (letter) =>
          attempt("replay", timeoutMs, (signal) => sendInBatches(connection.sender(queue), [toReplay(letter)], signal)),
        ),
      ),

    removeDeadLetter: async (queue, sequenceNumber) =>
      inTurn(queue, () => consume(queue, sequenceNumber, async () => {})),
  };
}

const latestFirst = (a: DeadLetter, b: DeadLetter) =>
  b.deadLetteredAt.localeCompare(a.deadLetteredAt) || b.sequenceNumber - a.sequenceNumber;
