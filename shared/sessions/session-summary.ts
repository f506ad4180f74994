import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { Summary, SummaryStore } from "../ports/summary-store.ts";
import { ownSession } from "./own-session.ts";

/** The summary of the caller's session, or how far it is. A session that has not ended has none. */
export async function readSummary(
  ports: { sessions: SessionStore; summaries: SummaryStore },
  caller: Caller,
  sessionId: string,
): Promise<Summary | { status: "queued" | "generating" }> {
  const session = await ownSession(ports, caller, sessionId);
  if (session.summaryRevision === 0) {
    throw new AppError("summary-not-requested", "End the session first; its summary is written then.");
  }
  const summary = await ports.summaries.read(`${sessionId}:${session.summaryRevision}`);
  return summary ?? { status: session.summaryStatus === "generating" ? "generating" : "queued" };
}
