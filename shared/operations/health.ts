import { z } from "zod";
import type { ChatModel } from "../ports/chat-model.ts";
import { queues } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { SessionStore } from "../ports/session-store.ts";

/** A part that has not answered by then counts as failed. */
const CHECK_LIMIT_MS = 2_000;

const Check = z.object({ status: z.enum(["ok", "failed", "not configured"]) });

export const Health = z.object({
  status: z.enum(["ok", "degraded", "failed"]),
  checks: z.object({ store: Check, queue: Check, index: Check, model: Check }),
});
export type Health = z.infer<typeof Health>;

type Ports = {
  sessions: Pick<SessionStore, "read">;
  queue: Pick<JobQueue, "depth">;
  index: Pick<KnowledgeIndex, "count">;
  model: Pick<ChatModel, "isReachable"> | undefined;
};

/** Asks every part whether it answers, all at once. Rules stand in for the model, so without it PMark is degraded at most. */
export async function checkHealth(ports: Ports, limitMs = CHECK_LIMIT_MS): Promise<Health> {
  const [store, queue, index, model] = await Promise.all([
    check(() => ports.sessions.read("health"), limitMs),
    check(() => ports.queue.depth(queues.sessionSummaries), limitMs),
    check(() => ports.index.count(), limitMs),
    ports.model === undefined
      ? ({ status: "not configured" } as const)
      : check(async () => {
          if (!(await ports.model?.isReachable())) throw new Error("The model is not reachable.");
        }, limitMs),
  ]);
  const failed = [store, queue, index].some(({ status }) => status === "failed");
  const status = failed ? "failed" : model.status === "failed" ? "degraded" : "ok";
  return { status, checks: { store, queue, index, model } };
}

async function check(ask: () => Promise<unknown>, limitMs: number): Promise<{ status: "ok" | "failed" }> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("No answer in time.")), limitMs);
  try {
    await Promise.race([ask(), late.promise]);
    return { status: "ok" };
  } catch {
    return { status: "failed" };
  } finally {
    clearTimeout(timer);
  }
}
