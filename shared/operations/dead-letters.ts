import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Caller } from "../ports/caller.ts";
import { queues } from "../ports/job-message.ts";
import type { DeadLetter, JobQueue } from "../ports/job-queue.ts";

export const PublicDeadLetter = z.object({
  id: z.string(),
  queue: z.string(),
  messageId: z.string(),
  reason: z.string(),
  description: z.string(),
  deliveryCount: z.number().int(),
  enqueuedAt: z.string(),
  deadLetteredAt: z.string(),
  body: z.string().describe("As JSON, cut after 2,000 characters"),
});
type PublicDeadLetter = z.infer<typeof PublicDeadLetter>;

type Ports = {
  queue: Pick<JobQueue, "listDeadLetters" | "replayDeadLetter" | "removeDeadLetter">;
  events: Pick<Events, "deadLetterReplayed" | "deadLetterRemoved">;
};

const BODY_CHARACTERS = 2_000;

/** The latest first, of all queues. */
export async function listDeadLetters({ queue }: Pick<Ports, "queue">, limit: number): Promise<PublicDeadLetter[]> {
  return (await queue.listDeadLetters(limit)).map(toPublic);
}

/** Gives the message back to its queue, as if it were new: after what was wrong with it, or with us, is mended. */
export async function replayDeadLetter({ queue, events }: Ports, caller: Caller, id: string): Promise<void> {
  const letter = parseId(id);
  if (!(await queue.replayDeadLetter(letter.queue, letter.sequenceNumber))) throw gone();
  events.deadLetterReplayed({ queue: letter.queue, deadLetterId: id, by: caller.userId });
}

export async function removeDeadLetter({ queue, events }: Ports, caller: Caller, id: string): Promise<void> {
  const letter = parseId(id);
  if (!(await queue.removeDeadLetter(letter.queue, letter.sequenceNumber))) throw gone();
  events.deadLetterRemoved({ queue: letter.queue, deadLetterId: id, by: caller.userId });
}

function toPublic({ sequenceNumber, id, body, ...letter }: DeadLetter): PublicDeadLetter {
  const text = JSON.stringify(body ?? null).slice(0, BODY_CHARACTERS);
  return { ...letter, id: `${letter.queue}:${sequenceNumber}`, messageId: id, body: text };
}

function parseId(id: string): { queue: string; sequenceNumber: number } {
  const [, queue = "", digits = ""] = /^([\w-]+):(\d{1,15})$/.exec(id) ?? [];
  if (!Object.values<string>(queues).includes(queue)) throw gone();
  return { queue, sequenceNumber: Number(digits) };
}

function gone(): AppError {
  return new AppError("not-found", "There is no such dead letter: it may have been replayed or deleted.");
}
