import { AppError } from "../errors.ts";
import type { OutboxEntry, SessionRecord, SessionStore } from "../ports/session-store.ts";

/** Contention on one session comes from one user's own calls: this many rounds are plenty. */
const ROUNDS = 20;

export type SessionUpdate = { session: SessionRecord; outbox?: OutboxEntry[] };

/**
 * Reads, decides, commits; again when the session changed in between. `read` throws when the session is gone or not the
 * caller's; `decide` returns undefined when there is nothing to do, and the session is returned as it is.
 */
export async function changeSession(
  { sessions }: { sessions: SessionStore },
  read: () => Promise<SessionRecord>,
  decide: (session: SessionRecord) => SessionUpdate | undefined,
): Promise<SessionRecord> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const session = await read();
    const update = decide(session);
    if (update === undefined) return session;
    const verdict = await sessions.commit(update);
    if (verdict.committed) return verdict.session;
  }
  throw new AppError("conflict", "The session keeps changing. Try again.");
}
