import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from "cockatiel";
import { callQueue, type QueueLimits } from "./call-queue.ts";
import { isOutage } from "./model-failure.ts";

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 10_000;

export type GateLimits = QueueLimits & { halfOpenAfterMs?: number };

/**
 * What stands before an endpoint: places for the calls in flight with a short queue, and a circuit that opens after 5
 * outages in a row and lets one call probe after 10 s. While it is open or being probed, every other call fails at once.
 */
export function modelGate({ halfOpenAfterMs = HALF_OPEN_AFTER_MS, ...limits }: GateLimits) {
  const queue = callQueue(limits);
  const circuit = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });
  let openedAt = 0;
  circuit.onBreak(() => (openedAt = Date.now()));

  /** The breaker would let callers wait for as long as the probe takes. */
  const refuseWhileOpen = () => {
    const isResting = circuit.state === CircuitState.Open && Date.now() - openedAt < halfOpenAfterMs;
    if (isResting || circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
  };

  return {
    async execute<T>(work: () => Promise<T>, { signal, waitMs }: { signal: AbortSignal; waitMs: number }): Promise<T> {
      refuseWhileOpen();
      const leave = await queue.enter(signal, waitMs);
      try {
        refuseWhileOpen();
        return await circuit.execute(work);
      } finally {
        leave();
      }
    },
  };
}
