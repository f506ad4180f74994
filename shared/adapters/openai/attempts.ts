import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable, retryAfterMs } from "./model-failure.ts";

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 200;

/** Up to 3 attempts, 200 ms and 400 ms apart (or as the endpoint asks), all before `end`; throws the last error. */
export async function withAttempts<T>(
  attempt: () => Promise<T>,
  options: { end: number; signal: AbortSignal; mayRetry?: () => boolean },
): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = retryAfterMs(error, Date.now()) ?? FIRST_DELAY_MS * 2 ** (made - 1);
      const isHopeless =
        made === ATTEMPTS || !isRetryable(error) || options.signal.aborted || options.mayRetry?.() === false;
      if (isHopeless || performance.now() + delay >= options.end) throw error;
      await sleep(delay, undefined, { signal: options.signal }).catch(() => {
        throw error;
      });
    }
  }
}
