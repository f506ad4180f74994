import type { Events } from "../events.ts";
import type { Caller } from "../ports/caller.ts";
import { queues, type SummarizeSession } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { OutboxEntry, SessionRecord, SessionStore } from "../ports/session-store.ts";
import { currentTraceparent } from "../tracing.ts";
import { changeSession } from "./change-session.ts";
import { ownSession } from "./own-session.ts";
import { sendOutbox } from "./relay-outbox.ts";

export type EndedBy = "user" | "work-order" | "idle";

export type EndPorts = { sessions: SessionStore; queue: JobQueue; events: Events; now: () => Date };

/**
 * Ends the session and asks for its summary, once: the wish is committed with the change, and sent at once or, when that
 * fails, by the relay. Ending it again changes nothing and gives the same answer.
 */
export async function endSession(
  ports: EndPorts,
  caller: Caller,
  sessionId: string,
  by: EndedBy,
): Promise<{ summaryStatus: "queued" }> {
  let entry: OutboxEntry | undefined;
  const ended = await changeSession(
    ports,
    () => ownSession(ports, caller, sessionId),
    (session) => {
      const ending = endingOf(session, ports.now(), currentTraceparent());
      entry = ending?.entry;
      return ending && { session: ending.session, outbox: [ending.entry] };
    },
  );
  if (entry !== undefined) {
    ports.events.sessionEnded({ sessionId, revision: ended.summaryRevision, by });
    await sendOutbox(ports, [{ ...entry, sessionId }]);
  }
  return { summaryStatus: "queued" };
}

/** What ending the session changes, and the message that asks for its summary; undefined when it has ended. Pure. */
export function endingOf(
  session: SessionRecord,
  now: Date,
  traceparent: string | undefined,
): { session: SessionRecord; entry: OutboxEntry } | undefined {
  if (session.state === "ended") return undefined;
  const revision = session.summaryRevision + 1;
  const at = now.toISOString();
  const job: SummarizeSession = {
    type: "summarize-session",
    version: 1,
    id: `summary:${session.id}:${revision}`,
    occurredAt: at,
    traceparent,
    attempt: 1,
    data: { sessionId: session.id, revision },
  };
  return {
    session: { ...session, state: "ended", summaryRevision: revision, summaryStatus: "queued", updatedAt: at },
    entry: { id: job.id, queue: queues.sessionSummaries, body: job, createdAt: at },
  };
}
