import type { Events } from "../events.ts";
import type { ChatModel, ModelFailure } from "../ports/chat-model.ts";
import type { SummarizeSession } from "../ports/job-message.ts";
import type { SessionRecord, SessionStore } from "../ports/session-store.ts";
import type { Summary, SummaryStore } from "../ports/summary-store.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";
import { tokenise } from "../terms/tokenise.ts";
import { summariseByModel } from "./summarise-by-model.ts";
import { summariseByRules, type SummarySource, type SummaryText } from "./summarise-by-rules.ts";
import { readExcerpts } from "./turn-excerpts.ts";

/** How long to wait for a model that is down before each further try, growing; after some 1.5 minutes the rules write the summary. */
export const retryDelaysMs = [5_000, 20_000, 60_000];
/** The model is there and will not do better later. */
const finalFailures = new Set<ModelFailure>(["invalid"]);
const MARKING_ROUNDS = 3;

export type SummarisePorts = {
  sessions: SessionStore;
  summaries: SummaryStore;
  workOrders: WorkOrderStore;
  model?: ChatModel | undefined;
  events: Events;
  now: () => Date;
};

/**
 * Writes the summary of an ended session under the key `sessionId:revision`: any number of deliveries gives one summary.
 * Nothing is written for a session that was deleted, or that has been ended again since.
 */
export async function summariseSession(
  ports: SummarisePorts,
  job: SummarizeSession,
): Promise<{ done: true } | { retryInMs: number }> {
  const { sessionId, revision } = job.data;
  const session = await ports.sessions.read(sessionId);
  if (session === undefined || session.summaryRevision !== revision) return { done: true };
  const id = `${sessionId}:${revision}`;
  if ((await ports.summaries.read(id)) === undefined) {
    if (ports.model !== undefined) await mark(ports, session, "generating");
    const source = await sourceOf(ports, session);
    const written = await write(ports, source, job.attempt);
    if ("retryInMs" in written) {
      await mark(ports, session, "queued");
      return written;
    }
    const summary = toSummary(id, session, source, written, ports.now());
    const verdict = await ports.summaries.create(summary.summary, summary.tokens);
    // Deleted while we wrote: whoever of the two comes second removes it.
    if ((await ports.sessions.read(sessionId)) === undefined) {
      await ports.summaries.removeOfSession(sessionId);
      return { done: true };
    }
    if (verdict === "created") {
      ports.events.summaryWritten({ sessionId, revision, type: written.type, attempt: job.attempt });
    }
  }
  await mark(ports, session, "ready");
  return { done: true };
}

type Written = SummaryText & { type: Summary["type"] };

async function write(
  { model, events }: SummarisePorts,
  source: SourceOfSummary,
  attempt: number,
): Promise<Written | { retryInMs: number }> {
  if (model !== undefined && source.turns.length > 0) {
    const answer = await summariseByModel(model, source);
    if (answer.ok) return { ...answer.summary, type: "llm" };
    const { failure, status } = answer;
    events.modelFailed({ purpose: "session-summary", failure, ...(status === undefined ? {} : { status }) });
    const retryInMs = retryDelaysMs[attempt - 1];
    if (retryInMs !== undefined && !finalFailures.has(failure)) return { retryInMs };
  }
  return { ...summariseByRules(source), type: "rule" };
}

type SourceOfSummary = SummarySource & { workOrderIds: string[] };

async function sourceOf(ports: SummarisePorts, session: SessionRecord): Promise<SourceOfSummary> {
  const orders = await ports.workOrders.listOfSession(session.id);
  return {
    session,
    turns: await readExcerpts(ports, session.id),
    workOrders: orders.map(({ title, status }) => ({ title, status })),
    workOrderIds: orders.map((order) => order.id),
  };
}

function toSummary(
  id: string,
  session: SessionRecord,
  { workOrderIds }: SourceOfSummary,
  { title, text, keyPoints, type }: Written,
  now: Date,
): { summary: Summary; tokens: string[] } {
  const said = Object.entries(session.clues).filter(([, clue]) => clue.explicit);
  const terms = Object.fromEntries(said.map(([field, clue]) => [field, clue.term]));
  return {
    summary: {
      id,
      sessionId: session.id,
      userId: session.userId,
      revision: session.summaryRevision,
      type,
      title,
      text,
      keyPoints,
      terms,
      workOrderIds,
      turnCount: session.turnCount,
      createdAt: now.toISOString(),
    },
    tokens: tokenise([title, text, ...keyPoints, ...Object.values(terms)].join("\n")),
  };
}

/** Best effort: what counts is whether the summary is there. */
async function mark(
  { sessions }: SummarisePorts,
  session: SessionRecord,
  summaryStatus: "queued" | "generating" | "ready",
) {
  for (let round = 0; round < MARKING_ROUNDS; round += 1) {
    const current = await sessions.read(session.id);
    if (current?.summaryRevision !== session.summaryRevision || current.summaryStatus === summaryStatus) return;
    if ((await sessions.commit({ session: { ...current, summaryStatus } })).committed) return;
  }
}
