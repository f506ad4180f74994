import type { TurnEvent, TurnLog } from "../ports/turn-log.ts";
import type { TurnEmit } from "./turn-state.ts";

/** Events are logged together: at most so many at once. */
const BATCH = 50;
/** How long an event may wait for others before it is logged: at first, more with each batch, and at most. */
const FIRST_WAIT_MS = 100;
const MORE_WAIT_MS = 50;
const LONGEST_WAIT_MS = 500;
/** So many events are kept for a reader who does not take them; then the log alone has them. */
const UNREAD_LIMIT = 256;

export type LiveStream = {
  emit: TurnEmit;
  /** What is emitted, from the first event to the last; for one reader. Ends with `behind` for one who fell too far back. */
  events(): AsyncGenerator<TurnEvent, "behind" | "ended">;
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
  let behind = false;
  let batches = 0;
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let logging: Promise<void> = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = unlogged;
    unlogged = [];
    batches += 1;
    if (batch.length > 0) logging = logging.then(() => log.append(sessionId, turnId, batch)).catch(onLogFault);
    return logging;
  };

  return {
    emit(event, data) {
      const numbered = { id: nextId, event, data };
      nextId += 1;
      behind ||= unread.length >= UNREAD_LIMIT;
      if (behind) unread = [];
      else unread.push(numbered);
      unlogged.push(numbered);
      wake();
      if (unlogged.length >= BATCH) void flush();
      else timer ??= setTimeout(() => void flush(), Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS + MORE_WAIT_MS * batches));
    },
    async *events() {
      for (;;) {
        const batch = unread;
        unread = [];
        yield* batch;
        if (batch.length > 0) continue;
        if (behind) return "behind";
        if (closed) return "ended";
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
