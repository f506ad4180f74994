import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { TurnEvent } from "../ports/turn-log.ts";
import { ownSession } from "../sessions/own-session.ts";
import { runningTurn } from "./running-turns.ts";
import type { ChatPorts } from "./turn-state.ts";

/** While events come, and how seldom the log is read when none do. */
const POLL_MS = 100;
const LONGEST_POLL_MS = 1_000;

/**
 * A turn's events after `afterId`, as they were sent and, while it runs on any instance, as they come. Ends with `done` or
 * `error`. Nothing follows the last event. When the log is gone or never was, a stored turn is its `done` event alone.
 */
export async function* replayTurn(
  ports: ChatPorts,
  caller: Caller,
  { sessionId, turnId, afterId }: { sessionId: string; turnId: string; afterId: number },
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<TurnEvent> {
  const session = await ownSession(ports, caller, sessionId);
  let lastId = afterId;
  let waitMs = POLL_MS;
  for (;;) {
    const logged = await ports.turnLog.read(session.id, turnId, lastId);
    if (logged === undefined) break;
    for (const event of logged.events) {
      yield event;
      lastId = event.id;
      if (ends(event)) return;
    }
    if (logged.finished) {
      if (lastId === afterId && (await isLast(ports, session.id, turnId, afterId))) return;
      break;
    }
    waitMs = logged.events.length > 0 ? POLL_MS : Math.min(LONGEST_POLL_MS, waitMs * 1.5);
    await sleep(waitMs, undefined, signal && { signal }).catch(() => undefined);
    if (signal?.aborted) return;
  }
  const running = runningTurn(ports.sessions, session.id, turnId)?.turn;
  const turn = running === undefined ? await ports.sessions.readTurn(session.id, turnId) : await running;
  if (turn === undefined) throw new AppError("not-found", "The session has no turn with this id.");
  yield { id: lastId + 1, event: "done", data: turn };
}

/** Whether the reader's last event is the stream's last. A crash may have left the log behind the reader. */
async function isLast(ports: ChatPorts, sessionId: string, turnId: string, afterId: number): Promise<boolean> {
  const logged = await ports.turnLog.read(sessionId, turnId, afterId - 1);
  return logged?.events[0] !== undefined && ends(logged.events[0]);
}

function ends({ event }: TurnEvent): boolean {
  return event === "done" || event === "error";
}
