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
    limit.reject(new NoAnswerError(`no answer within ${limitMs} ms`));
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

/** Whether the operation was given up without an answer: the SDK may wait on for a connection that is gone. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof NoAnswerError;
}

class NoAnswerError extends Error {}

/** Whether the broker says, or the SDK knows, that the right to settle is gone: perhaps because a lost answer was a yes. */
export function isLockLost(thrown: unknown): boolean {
  const error = lastOf(thrown);
  if (isServiceBusError(error)) return error.code === "MessageLockLost" || error.code === "MessageNotFound";
  return error instanceof Error && error.message === ALREADY_SETTLED;
}

/** The SDK has no code for it. */
const ALREADY_SETTLED = "The message has either been deleted or already settled";

/** After several attempts the SDK throws the errors of all of them. */
function lastOf(thrown: unknown): unknown {
  return thrown instanceof AggregateError ? (thrown.errors.at(-1) as unknown) : thrown;
}

function translated(what: string, thrown: unknown): unknown {
  const error = lastOf(thrown);
  if (error instanceof AppError || error instanceof TypeError || isLockLost(error)) return error;
  if (isServiceBusError(error) && error.code === "MessageSizeExceeded") {
    return new AppError("too-large", "The message is larger than the queue takes.", { cause: thrown });
  }
  return new AppError("unavailable", `Service Bus did not answer or refused (${what}).`, { cause: thrown });
}
