import type { SessionStore, Turn } from "../ports/session-store.ts";

/** A turn that this process works on now. */
export type RunningTurn = { turn: Promise<Turn>; cancel: () => void };

export type TurnSignals = {
  /** The model's work is no longer wanted: cancelled, or nobody waits. */
  stop: AbortController;
  /** The user stopped the answer. */
  cancelled: AbortController;
};

const running = new WeakMap<SessionStore, Map<string, RunningTurn>>();

/** The turn that runs under this id, if any does here. */
export function runningTurn(sessions: SessionStore, sessionId: string, turnId: string): RunningTurn | undefined {
  return running.get(sessions)?.get(keyOf(sessionId, turnId));
}

/**
 * Starts the work unless it runs already: two requests with one turn id share one turn. Once `reader` aborts, whoever
 * started the work waits for it no more.
 */
export function shareTurn(
  sessions: SessionStore,
  { sessionId, turnId, reader }: { sessionId: string; turnId: string; reader?: AbortSignal | undefined },
  work: (signals: TurnSignals) => Promise<Turn>,
): RunningTurn {
  const turns = running.get(sessions) ?? new Map<string, RunningTurn>();
  running.set(sessions, turns);
  const key = keyOf(sessionId, turnId);
  const existing = turns.get(key);
  if (existing !== undefined) return existing;

  const signals: TurnSignals = { stop: new AbortController(), cancelled: new AbortController() };
  const cancel = () => {
    signals.cancelled.abort();
    signals.stop.abort();
  };
  const leave = () => signals.stop.abort();
  if (reader?.aborted) leave();
  reader?.addEventListener("abort", leave, { once: true });
  const turn = work(signals).finally(() => {
    turns.delete(key);
    reader?.removeEventListener("abort", leave);
  });
  const entry: RunningTurn = { turn, cancel };
  turns.set(key, entry);
  return entry;
}

function keyOf(sessionId: string, turnId: string): string {
  return `${sessionId}\n${turnId}`;
}
