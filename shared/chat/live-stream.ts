import type { TurnEvent, TurnLog } from "../ports/turn-log.ts";
import type { TurnEmit } from "./turn-state.ts";

/** Events are logged together: at most so many at once, and at most so long after they happened. */
const BATCH = 50;
const BATCH_MS = 100;

export type LiveStream = {
  emit: TurnEmit;
  /** What is emitted, from the first event to the last; for one reader. */
  events(): AsyncGenerator<TurnEvent>;
  /** Logs what is left and ends the stream. `finish`: no event will ever follow. */
  close(finish: boolean): Promise<void>;
};

export type LiveStreamOptions = {
  sessionId: string;
  turnId: string;
  firstId?: number;
  /** A stream that can't be logged goes on for its reader. */
  onLogFault: (error: unknown) => void;
};

/** A turn's events as they happen: at once to the reader, in batches to the log. */
export function liveStream(
  log: TurnLog,
  { sessionId, turnId, firstId = 1, onLogFault }: LiveStreamOptions,
): LiveStream {
  let nextId = firstId;
  let unread: TurnEvent[] = [];
  let unlogged: TurnEvent[] = [];
  let closed = false;
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let logging: Promise<void> = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = unlogged;
    unlogged = [];
    if (batch.length > 0) logging = logging.then(() => log.append(sessionId, turnId, batch)).catch(onLogFault);
    return logging;
  };

  return {
    emit(event, data) {
      const numbered = { id: nextId, event, data };
      nextId += 1;
      unread.push(numbered);
      unlogged.push(numbered);
      wake();
      if (unlogged.length >= BATCH) void flush();
      else timer ??= setTimeout(() => void flush(), BATCH_MS);
    },
    async *events() {
      for (;;) {
        const batch = unread;
        unread = [];
        yield* batch;
        if (batch.length > 0) continue;
        if (closed) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
    async close(finish) {
      await flush();
      if (finish) await log.finish(sessionId, turnId).catch(onLogFault);
      closed = true;
      wake();
    },
  };
}
