import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import { ownSession } from "../sessions/own-session.ts";
import { runningTurn } from "./running-turns.ts";
import type { ChatPorts } from "./turn-state.ts";

/** Asks the turn to stop writing, wherever it runs; it is stored with what was written. A finished turn stays as it is. */
export async function cancelTurn(
  ports: Pick<ChatPorts, "sessions" | "turnLog">,
  caller: Caller,
  { sessionId, turnId }: { sessionId: string; turnId: string },
): Promise<void> {
  const session = await ownSession(ports, caller, sessionId);
  const isLogged = await ports.turnLog.requestCancel(session.id, turnId);
  const running = runningTurn(ports.sessions, session.id, turnId);
  running?.cancel();
  if (isLogged || running !== undefined) return;
  if ((await ports.sessions.readTurn(session.id, turnId)) === undefined) {
    throw new AppError("not-found", "The session has no turn with this id.");
  }
}
