import type { Caller } from "../ports/caller.ts";
import type { Turn } from "../ports/session-store.ts";
import { assertOpen, isOpen, ownSession } from "../sessions/own-session.ts";
import { checkMessage } from "./check-message.ts";
import { performTurn } from "./perform-turn.ts";
import { shareTurn } from "./running-turns.ts";
import { checkTurnId, type TurnRequest } from "./turn-request.ts";
import type { ChatPorts } from "./turn-state.ts";

/**
 * Answers a message and stores the turn. The same turn id again gives the same turn and does no work twice, also while the
 * first request still runs. Once `signal` aborts, no model works for it any more, but the turn is still stored.
 */
export async function runTurn(
  ports: ChatPorts,
  caller: Caller,
  request: TurnRequest,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Turn> {
  const turnId = request.turnId === undefined ? ports.newId() : checkTurnId(request.turnId);
  const message = checkMessage(request.message);
  const session = await ownSession(ports, caller, request.sessionId);
  const id = { sessionId: session.id, turnId, reader: options.signal };
  const { turn } = shareTurn(ports.sessions, id, async (signals) => {
    // The session names its last turns; an older one sent again is found by the commit, which takes no turn twice.
    const isRecent = session.recentTurns.some(({ id }) => id === turnId);
    const mayBeStored = isRecent || (request.turnId !== undefined && !isOpen(session, ports.now()));
    const stored = mayBeStored ? await ports.sessions.readTurn(session.id, turnId) : undefined;
    if (stored !== undefined) return stored;
    assertOpen(session, ports.now());
    return performTurn(ports, caller, { session, turnId, message }, signals);
  });
  return await turn;
}
