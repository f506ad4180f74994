import { z } from "zod";
import { queues } from "../ports/job-message.ts";
import type { JobQueue, QueueDepth } from "../ports/job-queue.ts";
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

const QueueCheck = Check.extend({
  waiting: z.number().int().optional().describe("Messages of all queues that wait to be worked off"),
  deadLettered: z.number().int().optional(),
  oldestAgeMs: z.number().optional().describe("How long the oldest of the waiting has waited"),
});
type QueueCheck = z.infer<typeof QueueCheck>;

export const Health = z.object({
  status: z.enum(["ok", "degraded", "failed"]),
  checks: z.object({
    store: Check,
    queue: QueueCheck,
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
    checkQueues(ports.queue, limitMs),
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

type DepthOf = Pick<JobQueue, "depth">;

/** One measurement serves the probes of the next seconds: anyone may ask, and the broker is asked for every queue. */
const MEASURED_FOR_MS = 5_000;
const measured = new WeakMap<DepthOf, { at: number; depths: Promise<QueueDepth[]> }>();

async function checkQueues(queue: DepthOf, limitMs: number): Promise<QueueCheck> {
  const depths = await orUndefined(depthsOf(queue), limitMs);
  if (depths === undefined) {
    measured.delete(queue);
    return { status: "failed" };
  }
  const sum = (count: (depth: QueueDepth) => number) => depths.reduce((total, depth) => total + count(depth), 0);
  return {
    status: "ok",
    waiting: sum(({ active }) => active),
    deadLettered: sum(({ deadLettered }) => deadLettered),
    oldestAgeMs: Math.max(...depths.map(({ oldestAgeMs }) => oldestAgeMs)),
  };
}

function depthsOf(queue: DepthOf): Promise<QueueDepth[]> {
  const at = performance.now();
  const latest = measured.get(queue);
  if (latest !== undefined && at - latest.at < MEASURED_FOR_MS) return latest.depths;
  const depths = Promise.all(Object.values(queues).map((name) => queue.depth(name)));
  measured.set(queue, { at, depths });
  return depths;
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
