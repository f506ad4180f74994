import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { SessionRecord, SessionStore } from "../ports/session-store.ts";

/** The caller's session. Somebody else's is `not-found`, as if it did not exist. */
export async function ownSession(
  { sessions }: { sessions: SessionStore },
  caller: Caller,
  sessionId: string,
): Promise<SessionRecord> {
  const session = await sessions.read(sessionId);
  if (session === undefined || session.userId !== caller.userId) throw sessionNotFound();
  return session;
}

/** The caller's session, neither ended nor expired: it can take turns and work orders. */
export async function openSession(
  ports: { sessions: SessionStore; now: () => Date },
  caller: Caller,
  sessionId: string,
): Promise<SessionRecord> {
  const session = await ownSession(ports, caller, sessionId);
  assertOpen(session, ports.now());
  return session;
}

/** Throws `session-ended` or `session-expired`: such a session takes nothing more. */
export function assertOpen({ state, expiresAt }: SessionRecord, now: Date): void {
  if (state === "ended") throw new AppError("session-ended", "Start a new session to go on.");
  if (Date.parse(expiresAt) <= now.getTime()) {
    throw new AppError("session-expired", "Start a new session to go on.");
  }
}

export function sessionNotFound(): AppError {
  return new AppError("not-found", "You have no session with this id.");
}
