import { AppError, toProblem } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import { roles as allRoles } from "../ports/caller.ts";
import type { Turn } from "../ports/session-store.ts";
import type { AcceptedTurn } from "../ports/turn-log.ts";
import { sessionNotFound } from "../sessions/own-session.ts";
import { liveStream } from "./live-stream.ts";
import { performTurn } from "./perform-turn.ts";
import { runningTurn, shareTurn } from "./running-turns.ts";
import type { ChatPorts } from "./turn-state.ts";

const AT_ONCE = 20;
/** After its deadline, before an accepted turn counts as left behind by a dead process. */
const GRACE_MS = 5_000;
/** A turn that fails this long will not do better. */
const GIVE_UP_MS = 600_000;

/**
 * Finishes accepted turns whose process died, by rules, under their ids: at most 20 a call, the oldest first. Returns how
 * many it finished.
 */
export async function finishAbandonedTurns(ports: ChatPorts): Promise<number> {
  const time = ports.now().getTime();
  const before = new Date(time - ports.config.turn.deadlineMs - GRACE_MS).toISOString();
  const abandoned = await ports.turnLog.listUnfinished(before, AT_ONCE);
  let finished = 0;
  for (const accepted of abandoned) {
    if (runningTurn(ports.sessions, accepted.sessionId, accepted.turnId) !== undefined) continue;
    if (await finish(ports, accepted, time)) finished += 1;
  }
  return finished;
}

async function finish(ports: ChatPorts, accepted: AcceptedTurn, time: number): Promise<boolean> {
  const { sessionId, turnId } = accepted;
  const sent = (await ports.turnLog.read(sessionId, turnId, 0))?.events ?? [];
  const lastId = sent.at(-1)?.id ?? 0;
  const onLogFault = (error: unknown) => ports.events.stepFailed({ step: "turn-log", error });
  const stream = liveStream(ports.turnLog, { sessionId, turnId, firstId: lastId + 1, onLogFault });
  if (lastId === 0) stream.emit("turn", { id: turnId });
  const alreadySent = sent.flatMap(({ event, data }) => (event === "token" ? [(data as { text: string }).text] : []));
  try {
    const turn = await storedOrFinished(ports, accepted, { emit: stream.emit, alreadySent: alreadySent.join("") });
    stream.emit("done", turn);
    await stream.close(true);
    return true;
  } catch (error) {
    ports.events.stepFailed({ step: "finish-abandoned-turn", error });
    const isHopeless = error instanceof AppError && error.isCallersFault;
    const isOver = isHopeless || time - Date.parse(accepted.acceptedAt) > GIVE_UP_MS;
    if (isOver) stream.emit("error", toProblem(error));
    await stream.close(isOver);
    return false;
  }
}

async function storedOrFinished(
  ports: ChatPorts,
  accepted: AcceptedTurn,
  { emit, alreadySent }: { emit: ReturnType<typeof liveStream>["emit"]; alreadySent: string },
): Promise<Turn> {
  const { sessionId, turnId, message } = accepted;
  const session = await ports.sessions.read(sessionId);
  if (session === undefined) throw sessionNotFound();
  const stored = await ports.sessions.readTurn(sessionId, turnId);
  if (stored !== undefined) return stored;
  const isCancelled = await ports.turnLog.isCancelRequested(sessionId, turnId);
  const { turn } = shareTurn(ports.sessions, { sessionId, turnId }, (signals) => {
    // Whoever waited has most likely gone: the rules answer, and the work stays bounded.
    signals.stop.abort();
    if (isCancelled) signals.cancelled.abort();
    return performTurn(ports, callerOf(accepted), { session, turnId, message, emit, alreadySent }, signals);
  });
  return turn;
}

function callerOf({ userId, roles, groups }: AcceptedTurn): Caller {
  return { userId, roles: allRoles.filter((role) => roles.includes(role)), groups };
}
