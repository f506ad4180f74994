import { setTimeout as sleep } from "node:timers/promises";
import { cosmosFailure, isAmbiguous, isTransient } from "./cosmos-failure.ts";

/** `attempts` in all; no new attempt begins later than `budgetMs` after the first. */
export type RetryLimits = { attempts: number; budgetMs: number };

export const defaultRetryLimits: RetryLimits = { attempts: 6, budgetMs: 8_000 };

/**
 * Calls until it succeeds, fails for good, or the limits are reached; waits as long as a 429 asks.
 * `repeated`: an attempt before this one may have been carried out without an answer.
 */
export async function retrying<Result>(
  call: (repeated: boolean) => Promise<Result>,
  options: { limits: RetryLimits; random: () => number },
): Promise<Result> {
  const start = performance.now();
  let repeated = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(repeated);
    } catch (error) {
      const failure = cosmosFailure(error);
      const pause = failure.retryAfterMs ?? 2 ** (attempt - 1) * 25 * (0.5 + options.random());
      const isOver = attempt >= options.limits.attempts || performance.now() - start + pause > options.limits.budgetMs;
      if (isOver || !isTransient(failure)) throw error;
      repeated ||= isAmbiguous(failure);
      await sleep(pause);
    }
  }
}
