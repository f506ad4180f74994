import { setTimeout as sleep } from "node:timers/promises";
import type { Events } from "../events.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { OutboxEntry, SessionStore } from "../ports/session-store.ts";

const BATCH = 100;
const LONGEST_WAIT_MS = 1_000;

export type RelayPorts = { sessions: SessionStore; queue: JobQueue; events: Events; now: () => Date };
type Pending = OutboxEntry & { sessionId: string };

/** Sends what a crash or an unreachable queue left in the outbox. Sending twice is harmless: the message id is the same. */
export async function relayOutbox(ports: RelayPorts, options: { deadline?: Date } = {}): Promise<{ sent: number }> {
  const end = options.deadline?.getTime() ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  for (;;) {
    const pending = await ports.sessions.pendingOutbox(BATCH);
    await send(ports, pending);
    sent += pending.length;
    if (pending.length < BATCH || ports.now().getTime() >= end) break;
  }
  if (sent > 0) ports.events.outboxRelayed({ sent });
  return { sent };
}

/**
 * Sends entries right after their commit. A failure is left to the relay: the wish is safe. For the same reason the caller
 * waits a second at most, and a queue that does not answer is tried on beside it.
 */
export async function sendOutbox(ports: RelayPorts, entries: Pending[]): Promise<void> {
  const sent = send(ports, entries).catch((error: unknown) => ports.events.stepFailed({ step: "send-outbox", error }));
  const waiting = new AbortController();
  const longest = sleep(LONGEST_WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([sent, longest]);
  waiting.abort();
}

async function send({ sessions, queue }: RelayPorts, entries: Pending[]): Promise<void> {
  const byQueue = Map.groupBy(entries, (entry) => entry.queue);
  for (const [name, ofQueue] of byQueue) {
    await queue.send(
      name,
      ofQueue.map(({ id, body }) => ({ id, body })),
    );
    await sessions.clearOutbox(ofQueue);
  }
}
