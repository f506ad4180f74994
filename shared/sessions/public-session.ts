import type { Session, SessionRecord } from "../ports/session-store.ts";

/** The session as its owner sees it. */
export function toSession(record: SessionRecord): Session {
  const { recentTurns: _turns, summaryRevision: _revision, summaryStatus: _status, ...session } = record;
  return session;
}
