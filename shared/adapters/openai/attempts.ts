import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable, retryAfterMs } from "./model-failure.ts";

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 200;

/** Up to 3 attempts, 200 ms and 400 ms apart (or as the endpoint asks), all within `deadlineMs`; throws the last error. */
export async function withAttempts<T>(
  attempt: () => Promise<T>,
  options: { deadlineMs: number; signal?: AbortSignal | undefined; mayRetry?: () => boolean },
): Promise<T> {
  const end = performance.now() + options.deadlineMs;
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = retryAfterMs(error) ?? FIRST_DELAY_MS * 2 ** (made - 1);
      const hopeless =
        made === ATTEMPTS || !isRetryable(error) || options.signal?.aborted || options.mayRetry?.() === false;
      if (hopeless || performance.now() + delay >= end) throw error;
      await sleep(delay, undefined, { signal: options.signal }).catch(() => {
        throw error;
      });
    }
  }
}
