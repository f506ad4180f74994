import { BrokenCircuitError, BulkheadRejectedError } from "cockatiel";
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import type { ModelFailure } from "../../ports/chat-model.ts";

/** The endpoint answered, but not with what was asked: no text, no JSON, another shape. */
export class InvalidAnswerError extends Error {}

/** The stream ended before the model had finished. */
export class CutStreamError extends Error {}

/** Nothing came for longer than one attempt may take. */
export class AttemptTimeoutError extends Error {}

/** Names what went wrong, from anything that the client, the gate or our own checks throw. */
export function modelFailure(error: unknown): ModelFailure {
  if (error instanceof BrokenCircuitError) return "open-circuit";
  if (error instanceof BulkheadRejectedError) return "shed";
  if (error instanceof InvalidAnswerError) return "invalid";
  if (error instanceof CutStreamError) return "cut";
  if (error instanceof AttemptTimeoutError || error instanceof APIConnectionTimeoutError) return "timeout";
  if (error instanceof APIUserAbortError) return "cancelled";
  if (error instanceof APIConnectionError) return "unavailable";
  if (error instanceof APIError) return error.status === 429 ? "rate-limited" : "unavailable";
  return "cut";
}

/** Whether another attempt may do better: not after the caller's cancel, a full queue, an open circuit or a refusal (4xx). */
export function isRetryable(error: unknown): boolean {
  const failure = modelFailure(error);
  if (failure === "cancelled" || failure === "shed" || failure === "open-circuit") return false;
  return !(error instanceof APIError && isRefusal(error.status));
}

/** Whether the failure says that the endpoint is ill, which opens the circuit. A refusal or a bad answer does not. */
export function isOutage(error: unknown): boolean {
  const failure = modelFailure(error);
  return failure === "timeout" || failure === "cut" || (failure === "unavailable" && isRetryable(error));
}

/** How long the endpoint asked us to wait, in ms; undefined when it did not say. */
export function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const seconds = Number((error.headers as Headers | undefined)?.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429;
}
