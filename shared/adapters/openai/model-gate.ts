import { bulkhead, circuitBreaker, ConsecutiveBreaker, handleWhen, wrap, type IPolicy } from "cockatiel";
import { isOutage } from "./model-failure.ts";

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 10_000;

export type GateLimits = { maxConcurrent: number; maxWaiting: number };

/**
 * What stands before an endpoint: at most `maxConcurrent` calls in flight and `maxWaiting` behind them, the rest shed;
 * and a circuit that opens after 5 outages in a row and lets one call probe after 10 s.
 */
export function modelGate(limits: GateLimits): IPolicy {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });
  return wrap(breaker, bulkhead(limits.maxConcurrent, limits.maxWaiting));
}
