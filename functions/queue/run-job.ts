import { app as functionsApp, type InvocationContext } from "@azure/functions";
import type { z } from "zod";
import type { LockedMessage } from "../../shared/ports/job-queue.ts";
import { inTrace } from "../../shared/tracing.ts";
import { getApp, type App } from "../app.ts";

/** What the envelope of every message says. */
type AnyJob = { id: string; attempt: number; traceparent?: string | undefined };

type JobDefinition<Job> = {
  /** The function's name. */
  name: string;
  queue: string;
  message: z.ZodType<Job>;
  run: (app: App, job: Job) => Promise<JobVerdict>;
};

export type JobVerdict = { done: true } | { retryInMs: number };

/**
 * Registers a queue function. The host completes a message when the function returns, and gives it back to the broker when it
 * throws, which is unexpected. What must wait is sent again with a later time; what can't be read is dead-lettered by its lock
 * token, so that the host's completion then finds it gone.
 */
export function runJob<Job extends AnyJob>({ name, queue, message, run }: JobDefinition<Job>) {
  async function handler(body: unknown, context: InvocationContext): Promise<void> {
    const app = await getApp();
    const locked = lockedMessage(queue, body, context);
    const parsed = message.safeParse(body);
    if (!parsed.success) {
      const description = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
      await app.queue.deadLetter(locked, "InvalidMessage", description.slice(0, 1000));
      app.events.messageDeadLettered({ queue, id: locked.id, reason: "InvalidMessage" });
      return;
    }
    const job = parsed.data;
    const attributes = { "messaging.destination.name": queue, "messaging.message.id": locked.id, attempt: job.attempt };
    await inTrace({ name, traceparent: job.traceparent, attributes }, async () => {
      const verdict = await run(app, job);
      if ("retryInMs" in verdict) await app.queue.send(queue, [laterCopy(job, app.now(), verdict.retryInMs)]);
    });
  }
  functionsApp.serviceBusQueue(name, { connection: "SERVICE_BUS", queueName: queue, handler });
}

/** The next try: a message of its own, so that duplicate detection lets it through. */
function laterCopy(job: AnyJob, now: Date, delayMs: number) {
  const attempt = job.attempt + 1;
  const id = `${job.id.replace(/#attempt\d+$/, "")}#attempt${attempt}`;
  return { id, body: { ...job, id, attempt }, notBefore: new Date(now.getTime() + delayMs).toISOString() };
}

/** The message as the trigger describes it; its lock token is the right to settle it. */
function lockedMessage(queue: string, body: unknown, { triggerMetadata = {} }: InvocationContext): LockedMessage {
  const text = (name: string) => {
    const value = triggerMetadata[name];
    return typeof value === "string" ? value : "";
  };
  return {
    queue,
    id: text("messageId"),
    body,
    lockToken: text("lockToken"),
    lockedUntil: text("lockedUntilUtc"),
    deliveryCount: Number(triggerMetadata["deliveryCount"] ?? 1),
    sequenceNumber: Number(triggerMetadata["sequenceNumber"] ?? 0),
    enqueuedAt: text("enqueuedTimeUtc"),
  };
}
