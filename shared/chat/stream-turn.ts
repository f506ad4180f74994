import { toProblem } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { SessionRecord } from "../ports/session-store.ts";
import type { TurnEvent } from "../ports/turn-log.ts";
import { assertOpen, ownSession } from "../sessions/own-session.ts";
import { checkMessage } from "./check-message.ts";
import { liveStream, type LiveStream } from "./live-stream.ts";
import { performTurn } from "./perform-turn.ts";
import { replayTurn } from "./replay-turn.ts";
import { runningTurn, shareTurn, type RunningTurn } from "./running-turns.ts";
import { checkTurnId, type TurnRequest } from "./turn-request.ts";
import type { ChatPorts } from "./turn-state.ts";

/** How soon another instance's wish to cancel is looked for, and how seldom in the end. */
const FIRST_CANCEL_POLL_MS = 250;
const LONGEST_CANCEL_POLL_MS = 2_000;

/**
 * Answers a message as a stream: `turn`, `step`, `citations`, `recommendations`, `token`, and `done` with the stored turn.
 * What is wrong with the request is thrown before the first event. When the reader leaves or `signal` aborts, no model
 * works for it any more, but the turn is finished and stored. A turn id that is known already replays its turn; a reader
 * who falls behind goes on from the log.
 */
export async function* streamTurn(
  ports: ChatPorts,
  caller: Caller,
  request: TurnRequest,
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<TurnEvent> {
  const turnId = request.turnId === undefined ? ports.newId() : checkTurnId(request.turnId);
  const message = checkMessage(request.message);
  const session = await ownSession(ports, caller, request.sessionId);
  const again = { sessionId: session.id, turnId, afterId: 0 };
  if (request.turnId !== undefined && (await isKnown(ports, session.id, turnId))) {
    yield* replayTurn(ports, caller, again, options);
    return;
  }
  assertOpen(session, ports.now());
  const { userId, roles, groups } = caller;
  const acceptedAt = ports.now().toISOString();
  const accepted = { turnId, sessionId: session.id, userId, roles, groups, message, acceptedAt };
  if ((await ports.turnLog.accept(accepted)) === "exists") {
    yield* replayTurn(ports, caller, again, options);
    return;
  }

  const reader = new AbortController();
  const leave = () => reader.abort();
  options.signal?.addEventListener("abort", leave, { once: true });
  const stream = startTurn(ports, caller, { session, turnId, message, reader: reader.signal });
  try {
    if (options.signal?.aborted) leave();
    let afterId = 0;
    const events = stream.events();
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) {
        if (next.value === "behind") yield* replayTurn(ports, caller, { ...again, afterId }, options);
        return;
      }
      yield next.value;
      afterId = next.value.id;
    }
  } finally {
    leave();
    options.signal?.removeEventListener("abort", leave);
  }
}

type Start = { session: SessionRecord; turnId: string; message: string; reader: AbortSignal };

/** The turn goes on whether or not anybody reads its stream. */
function startTurn(ports: ChatPorts, caller: Caller, { session, turnId, message, reader }: Start): LiveStream {
  const onLogFault = (error: unknown) => ports.events.stepFailed({ step: "turn-log", error });
  const stream = liveStream(ports.turnLog, { sessionId: session.id, turnId, onLogFault });
  stream.emit("turn", { id: turnId, sessionId: session.id });
  const running = shareTurn(ports.sessions, { sessionId: session.id, turnId, reader }, (signals) =>
    performTurn(ports, caller, { session, turnId, message, emit: stream.emit }, signals),
  );
  const stopPolling = pollForCancel(ports, session.id, turnId, running);
  void running.turn
    .then(
      (turn) => {
        stream.emit("done", turn);
        return true;
      },
      (error: unknown) => {
        // An accepted turn that could not be stored stays unfinished: the relay timer finishes it.
        ports.events.stepFailed({ step: "turn", error });
        stream.emit("error", toProblem(error));
        return false;
      },
    )
    .then((isStored) => {
      stopPolling();
      return stream.close(isStored);
    });
  return stream;
}

async function isKnown(ports: ChatPorts, sessionId: string, turnId: string): Promise<boolean> {
  if (runningTurn(ports.sessions, sessionId, turnId) !== undefined) return true;
  return (await ports.sessions.readTurn(sessionId, turnId)) !== undefined;
}

/** Each look is a read of the store, so they become fewer; within this process a cancel needs none. */
function pollForCancel(ports: ChatPorts, sessionId: string, turnId: string, running: RunningTurn): () => void {
  let timer: NodeJS.Timeout | undefined;
  const pollIn = (ms: number) => {
    timer = setTimeout(() => void poll(ms), ms);
  };
  const poll = async (ms: number) => {
    const isRequested = await ports.turnLog.isCancelRequested(sessionId, turnId).catch(() => false);
    if (isRequested) running.cancel();
    else if (timer !== undefined) pollIn(Math.min(LONGEST_CANCEL_POLL_MS, ms * 1.5));
  };
  pollIn(FIRST_CANCEL_POLL_MS);
  return () => {
    clearTimeout(timer);
    timer = undefined;
  };
}
