import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { TurnEvent } from "../ports/turn-log.ts";
import { ownSession } from "../sessions/own-session.ts";
import { runningTurn } from "./running-turns.ts";
import type { ChatPorts } from "./turn-state.ts";

const POLL_MS = 100;

/**
 * A turn's events after `afterId`, as they were sent and, while it runs on any instance, as they come. Ends with `done` or
 * `error`. When the log is gone or never was, a stored turn is its `done` event alone.
 */
export async function* replayTurn(
  ports: ChatPorts,
  caller: Caller,
  { sessionId, turnId, afterId }: { sessionId: string; turnId: string; afterId: number },
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<TurnEvent> {
  const session = await ownSession(ports, caller, sessionId);
  let lastId = afterId;
  for (;;) {
    const logged = await ports.turnLog.read(session.id, turnId, lastId);
    if (logged === undefined) break;
    for (const event of logged.events) {
      yield event;
      lastId = event.id;
      if (event.event === "done" || event.event === "error") return;
    }
    if (logged.finished) break;
    await sleep(POLL_MS, undefined, signal && { signal }).catch(() => undefined);
    if (signal?.aborted) return;
  }
  const running = runningTurn(ports.sessions, session.id, turnId)?.turn;
  const turn = running === undefined ? await ports.sessions.readTurn(session.id, turnId) : await running;
  if (turn === undefined) throw new AppError("not-found", "The session has no turn with this id.");
  yield { id: lastId + 1, event: "done", data: turn };
}
