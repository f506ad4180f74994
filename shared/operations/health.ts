import { z } from "zod";
import { queues } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { SessionStore } from "../ports/session-store.ts";
import { checkModels, type ModelPorts } from "./check-models.ts";

/** A part that has not answered by then counts as failed. */
const CHECK_LIMIT_MS = 2_500;

const Check = z.object({
  status: z.enum(["ok", "failed", "not configured"]),
  detail: z.string().optional().describe("What is wrong, and with which setting"),
});
type Check = z.infer<typeof Check>;

export const Health = z.object({
  status: z.enum(["ok", "degraded", "failed"]),
  checks: z.object({
    store: Check,
    queue: Check,
    index: Check,
    model: Check,
    embeddings: Check.optional(),
    rerank: Check.optional(),
  }),
});
export type Health = z.infer<typeof Health>;

type Ports = ModelPorts & {
  sessions: Pick<SessionStore, "read">;
  queue: Pick<JobQueue, "depth">;
  index: Pick<KnowledgeIndex, "count">;
};

/** Asks every part whether it answers, all at once. Rules stand in for models, so without them PMark is degraded at most. */
export async function checkHealth(ports: Ports, limitMs = CHECK_LIMIT_MS): Promise<Health> {
  const [store, queue, index, models] = await Promise.all([
    check(() => ports.sessions.read("health"), limitMs),
    check(() => ports.queue.depth(queues.sessionSummaries), limitMs),
    check(() => ports.index.count(), limitMs),
    modelsWithin(ports, limitMs),
  ]);
  const isFailed = (part: Check) => part.status === "failed";
  const status = [store, queue, index].some(isFailed)
    ? "failed"
    : Object.values(models).some(isFailed)
      ? "degraded"
      : "ok";
  return { status, checks: { store, queue, index, model: { status: "not configured" }, ...models } };
}

async function modelsWithin(
  ports: Ports,
  limitMs: number,
): Promise<Partial<Record<"model" | "embeddings" | "rerank", Check>>> {
  const parts = [
    ["MODEL", "model", ports.model],
    ["EMBEDDINGS", "embeddings", ports.embedder],
    ["RERANK", "rerank", ports.reranker],
  ] as const;
  const found = await orUndefined(checkModels(ports), limitMs);
  return Object.fromEntries(
    parts.flatMap(([service, name, port]) => {
      if (port === undefined) return [];
      const verdict = found?.[service];
      return [[name, verdict === "ok" ? { status: "ok" } : { status: "failed", ...verdict }] as const];
    }),
  );
}

async function check(ask: () => Promise<unknown>, limitMs: number): Promise<Check> {
  const answered = await orUndefined(
    ask().then(() => true),
    limitMs,
  );
  return { status: answered ? "ok" : "failed" };
}

/** Undefined when it fails or is late. */
async function orUndefined<T>(result: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([result, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
