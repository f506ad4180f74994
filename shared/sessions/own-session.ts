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

/** Whether it takes turns and work orders. */
export function isOpen({ state, expiresAt }: SessionRecord, now: Date): boolean {
  return state !== "ended" && Date.parse(expiresAt) > now.getTime();
}

/** Throws `session-ended` or `session-expired`: such a session takes nothing more. */
export function assertOpen(session: SessionRecord, now: Date): void {
  if (isOpen(session, now)) return;
  throw new AppError(session.state === "ended" ? "session-ended" : "session-expired", "Start a new session to go on.");
}

export function sessionNotFound(): AppError {
  return new AppError("not-found", "You have no session with this id.");
}
