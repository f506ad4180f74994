import type { QueueDepth } from "../../ports/job-queue.ts";
import type { ServiceBusConnection } from "./service-bus-connection.ts";
import { peekMessages } from "./service-bus-peek.ts";

/** What the namespace itself counts; `active` holds the locked ones, too. */
export type QueueCounts = { active: number; scheduled: number; deadLettered: number };

type DepthOptions = {
  now: () => Date;
  timeoutMs: number;
  /** Exact counts; without it the queue is peeked, and no more than 5,000 messages are counted. */
  count?: ((queue: string) => Promise<QueueCounts>) | undefined;
};

const PEEK_LIMIT = 5_000;
const PEEK_LIMIT_BESIDE_COUNTS = 250;

/**
 * Which messages are locked, and how old the oldest visible one is, only peeking tells. Service Bus does not promise to show
 * the lock of a peeked message: where it does not, a locked message counts as active.
 */
export async function queueDepth(
  connection: ServiceBusConnection,
  queue: string,
  { now, timeoutMs, count }: DepthOptions,
): Promise<QueueDepth> {
  const limit = count === undefined ? PEEK_LIMIT : PEEK_LIMIT_BESIDE_COUNTS;
  const messages = await peekMessages(connection.receiver(queue), { limit, timeoutMs });
  const at = now().getTime();
  const unscheduled = messages.filter((message) => message.state !== "scheduled");
  const visible = unscheduled.filter((message) => (message.lockedUntilUtc?.getTime() ?? 0) <= at);
  const locked = unscheduled.length - visible.length;
  const oldest = Math.min(at, ...visible.map((message) => message.enqueuedTimeUtc?.getTime() ?? at));
  const counts = (await count?.(queue)) ?? {
    active: unscheduled.length,
    scheduled: messages.length - unscheduled.length,
    deadLettered: (await peekMessages(connection.deadLetterReceiver(queue), { limit, timeoutMs })).length,
  };
  return { ...counts, active: Math.max(0, counts.active - locked), locked, oldestAgeMs: at - oldest };
}
