import { isServiceBusError } from "@azure/service-bus";
import { AppError } from "../../errors.ts";

/**
 * Runs one operation of the SDK, and throws `unavailable` with the cause when it fails or takes longer than `limitMs`:
 * some of its operations wait a minute for a connection that is gone. A lost lock is thrown as it is.
 */
export async function attempt<Result>(
  what: string,
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    limit.reject(new Error(`no answer within ${limitMs} ms`));
    controller.abort();
  }, limitMs);
  try {
    return await Promise.race([run(controller.signal), limit.promise]);
  } catch (error) {
    throw translated(what, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the broker says, or the SDK knows, that the right to settle is gone. */
export function isLockLost(error: unknown): boolean {
  if (isServiceBusError(error)) return error.code === "MessageLockLost" || error.code === "MessageNotFound";
  return error instanceof Error && error.message === ALREADY_SETTLED;
}

/** The SDK has no code for it. */
const ALREADY_SETTLED = "The message has either been deleted or already settled";

function translated(what: string, error: unknown): unknown {
  if (error instanceof AppError || error instanceof TypeError || isLockLost(error)) return error;
  if (isServiceBusError(error) && error.code === "MessageSizeExceeded") {
    return new AppError("too-large", "The message is larger than the queue takes.", { cause: error });
  }
  return new AppError("unavailable", `Service Bus did not answer or refused (${what}).`, { cause: error });
}
