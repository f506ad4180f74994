import { AttemptTimeoutError } from "./model-failure.ts";

/** A signal that aborts when the caller cancels, when `idleMs` pass without a `touch`, or when `totalMs` have passed. */
export function attemptTimer(limits: { idleMs: number; totalMs: number }, signal: AbortSignal | undefined) {
  const controller = new AbortController();
  const expire = () => controller.abort(new AttemptTimeoutError("the model took too long"));
  const idle = setTimeout(expire, Math.min(limits.idleMs, limits.totalMs));
  const total = setTimeout(expire, Math.max(0, limits.totalMs));
  const cancel = () => controller.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    /** Something came: the idle time starts anew. */
    touch: () => idle.refresh(),
    /** The reason of our own abort, to tell a timeout from a cancel. */
    timedOut: () => controller.signal.reason instanceof AttemptTimeoutError,
    stop() {
      clearTimeout(idle);
      clearTimeout(total);
      signal?.removeEventListener("abort", cancel);
    },
  };
}
