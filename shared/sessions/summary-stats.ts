import type { Caller } from "../ports/caller.ts";
import { queues, SummarizeSession } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { SummaryStore } from "../ports/summary-store.ts";

const DAY_MS = 86_400_000;
const DEAD_LETTERS_READ = 200;

export type SummaryStats = {
  totalSessions: number;
  llmSummaries: number;
  ruleSummaries: number;
  /** Ended sessions whose summary job was given up. */
  failed: number;
  last24h: number;
  storageBytes: number;
};

type StatsPorts = { sessions: SessionStore; summaries: SummaryStore; queue: JobQueue; now: () => Date };

/** The caller's own figures. */
export async function summaryStats(ports: StatsPorts, caller: Caller): Promise<SummaryStats> {
  const since = new Date(ports.now().getTime() - DAY_MS).toISOString();
  const [sessions, summaries, failed] = await Promise.all([
    ports.sessions.countByState(caller.userId),
    ports.summaries.stats(caller.userId, since),
    failedSummaries(ports, caller),
  ]);
  return {
    totalSessions: sessions.total,
    llmSummaries: summaries.llm,
    ruleSummaries: summaries.rule,
    failed,
    last24h: summaries.createdSince,
    storageBytes: summaries.storageBytes,
  };
}

async function failedSummaries({ queue, sessions }: StatsPorts, caller: Caller): Promise<number> {
  const failed = new Set<string>();
  for (const letter of await queue.listDeadLetters(DEAD_LETTERS_READ)) {
    const job = letter.queue === queues.sessionSummaries ? SummarizeSession.safeParse(letter.body) : undefined;
    if (!job?.success) continue;
    const session = await sessions.read(job.data.data.sessionId);
    if (session?.userId === caller.userId && session.summaryStatus !== "ready") failed.add(session.id);
  }
  return failed.size;
}
