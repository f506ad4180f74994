import { AttemptTimeoutError } from "./model-failure.ts";

/** A signal that aborts when the caller cancels, when `idleMs` pass without a `touch`, or when `totalMs` have passed. */
export function attemptTimer(limits: { idleMs: number; totalMs: number }, signal: AbortSignal) {
  const controller = new AbortController();
  const expire = () => controller.abort(new AttemptTimeoutError("the model took too long"));
  let idle = setTimeout(expire, Math.max(0, Math.min(limits.idleMs, limits.totalMs)));
  const total = setTimeout(expire, Math.max(0, limits.totalMs));
  const cancel = () => controller.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    /** Something came: the idle time starts anew. */
    touch: () => idle.refresh(),
    /** From now on the idle time is this short. */
    hurry(idleMs: number) {
      clearTimeout(idle);
      idle = setTimeout(expire, idleMs);
    },
    /** The reason of our own abort, to tell a timeout from a cancel. */
    timedOut: () => controller.signal.reason instanceof AttemptTimeoutError,
    stop() {
      clearTimeout(idle);
      clearTimeout(total);
      signal.removeEventListener("abort", cancel);
    },
  };
}
