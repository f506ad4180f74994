/** The call was not made: too many are under way, and no place came free in time. */
export class ShedError extends Error {}

export type QueueLimits = {
  maxConcurrent: number;
  /** Calls that wait for a place; what comes beyond them is shed at once. */
  maxWaiting: number;
  maxWaitMs: number;
};

/** Places for calls in flight, with a short queue before them: first come, first served, and nobody waits long. */
export function callQueue(limits: QueueLimits) {
  let free = limits.maxConcurrent;
  /** In the order of their coming. Who has been served, or has given up, is out of it at once. */
  const waiting = new Set<() => void>();

  const leave = () => {
    const [next] = waiting;
    if (next === undefined) return void (free += 1);
    waiting.delete(next);
    next();
  };

  return {
    /** Resolves with the way to give the place back. Rejects with ShedError, or with the signal's reason once it aborts. */
    async enter(signal: AbortSignal, waitMs: number): Promise<() => void> {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return leave;
      }
      if (waiting.size >= limits.maxWaiting) throw new ShedError("too many calls wait for the endpoint");
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const fail = (reason: unknown) => {
        waiting.delete(resolve);
        reject(reason);
      };
      const giveUp = () => fail(new ShedError("no place came free in time"));
      const cancel = () => fail(signal.reason);
      const timer = setTimeout(giveUp, Math.max(0, Math.min(limits.maxWaitMs, waitMs)));
      waiting.add(resolve);
      signal.addEventListener("abort", cancel, { once: true });
      try {
        await promise;
        return leave;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", cancel);
      }
    },
  };
}
