import { BrokenCircuitError } from "cockatiel";
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import type { ModelFailure } from "../../ports/chat-model.ts";
import { ShedError } from "./call-queue.ts";

/** The endpoint answered, but not with what was asked: no text, no JSON, another shape. */
export class InvalidAnswerError extends Error {}

/** The answer is longer than was asked for: cut at the token limit, or without an end. Another attempt would be, too. */
export class TooLongAnswerError extends InvalidAnswerError {}

/** The answer ended before the model had finished. */
export class CutStreamError extends Error {}

/** Nothing came for longer than one attempt may take. */
export class AttemptTimeoutError extends Error {}

const failures: [new (...values: never[]) => Error, ModelFailure][] = [
  [BrokenCircuitError, "open-circuit"],
  [ShedError, "shed"],
  [InvalidAnswerError, "invalid"],
  [SyntaxError, "invalid"],
  [CutStreamError, "cut"],
  [AttemptTimeoutError, "timeout"],
  [APIConnectionTimeoutError, "timeout"],
  [APIUserAbortError, "cancelled"],
  [APIConnectionError, "unavailable"],
];

/** Names what went wrong, from anything that the client, the gate or our own checks throw. */
export function modelFailure(error: unknown): ModelFailure {
  const known = failures.find(([kind]) => error instanceof kind);
  if (known !== undefined) return known[1];
  // A body that breaks off is an error of undici's, whatever its name.
  if (!(error instanceof APIError)) return "cut";
  const status = statusOf(error);
  if (status === 429) return "rate-limited";
  return isRefusal(status) ? "refused" : "unavailable";
}

/** The HTTP status; for an error that came as an event of a stream, the code that it names. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const code = Number(error.status ?? error.code);
  return code >= 400 && code < 600 ? code : undefined;
}

const final = new Set<ModelFailure>(["cancelled", "shed", "open-circuit", "refused"]);

/** Whether another attempt may do better: not after the caller's cancel, a full queue, an open circuit or a refusal (4xx). */
export function isRetryable(error: unknown): boolean {
  return !final.has(modelFailure(error)) && !(error instanceof TooLongAnswerError);
}

/** Whether the failure says that the endpoint is ill, which opens the circuit. A refusal or a bad answer does not. */
export function isOutage(error: unknown): boolean {
  const failure = modelFailure(error);
  return failure === "timeout" || failure === "cut" || failure === "unavailable";
}

/** How long the endpoint asked us to wait (Retry-After in seconds or as a date), in ms; undefined when it did not say. */
export function retryAfterMs(error: unknown, now: number): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const value = (error.headers as Headers | undefined)?.get("retry-after")?.trim();
  if (!value) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status < 500 && status !== 408 && status !== 409;
}
