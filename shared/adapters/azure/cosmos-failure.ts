import { AppError } from "../../errors.ts";

type SdkFailure = {
  name?: unknown;
  code?: unknown;
  substatus?: unknown;
  retryAfterInMs?: unknown;
  headers?: Record<string, unknown>;
};

/** What the service or the network said: an HTTP status or an error code, and what else it told. */
export type CosmosFailure = {
  code: number | string | undefined;
  substatus: number | undefined;
  retryAfterMs: number | undefined;
  requestUnits: number;
};

const transientStatuses = new Set<unknown>([408, 410, 429, 449, 503]);
const transientCodes = new Set<unknown>([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "REQUEST_SEND_ERROR",
  "TimeoutError",
  "AbortError",
]);
const readSessionNotAvailable = 1002;
const ownerNotFound = 1003;

/** Reads an error of the SDK; a batch's error wraps the one that counts. */
export function cosmosFailure(error: unknown): CosmosFailure {
  const failure = sdkFailure(error);
  const { name, substatus, retryAfterInMs, headers } = failure;
  const code = name === "AbortError" || name === "TimeoutError" ? name : failure.code;
  return {
    code: typeof code === "number" || typeof code === "string" ? code : undefined,
    substatus: typeof substatus === "number" ? substatus : undefined,
    retryAfterMs: typeof retryAfterInMs === "number" ? retryAfterInMs : undefined,
    requestUnits: Number(headers?.["x-ms-request-charge"] ?? 0) || 0,
  };
}

/** Whether the same call may succeed in a moment. */
export function isTransient({ code, substatus }: CosmosFailure): boolean {
  if (code === 404) return substatus === readSessionNotAvailable;
  return transientStatuses.has(code) || transientCodes.has(code);
}

/** Whether the database or the container is missing: no answer about a document. */
export function isMisplaced({ code, substatus }: CosmosFailure): boolean {
  return code === 404 && substatus === ownerNotFound;
}

/** Whether the call may have been carried out although no answer came. */
export function isAmbiguous({ code }: CosmosFailure): boolean {
  return code === 408 || code === 410 || code === 503 || typeof code === "string";
}

/** What the domain is told; the SDK's error stays the cause. */
export function toStoreError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, retryAfterMs } = cosmosFailure(error);
  if (code === 413) return new AppError("too-large", "This is more than one record can hold.", { cause: error });
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new AppError("unavailable", "The store does not answer. Try again in a moment.", {
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function sdkFailure(error: unknown): SdkFailure {
  if (typeof error !== "object" || error === null) return {};
  const failure = error as SdkFailure & { cause?: unknown };
  if (failure.code === undefined && typeof failure.cause === "object" && failure.cause !== null) {
    return failure.cause;
  }
  return failure;
}
