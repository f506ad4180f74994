/** Counts what runs, so that a host that stops can wait for it. */
export function runningCalls() {
  let count = 0;
  let whenIdle = Promise.withResolvers<void>();
  return {
    async during<T>(work: () => Promise<T>): Promise<T> {
      count += 1;
      try {
        return await work();
      } finally {
        count -= 1;
        if (count === 0) whenIdle.resolve();
      }
    },
    /** Resolves when nothing runs, at the latest after `limitMs`; says whether everything finished. */
    async finished(limitMs: number): Promise<boolean> {
      if (count === 0) return true;
      whenIdle = Promise.withResolvers();
      const late = Promise.withResolvers<void>();
      const alarm = setTimeout(late.resolve, limitMs);
      await Promise.race([whenIdle.promise, late.promise]);
      clearTimeout(alarm);
      return count === 0;
    },
  };
}
