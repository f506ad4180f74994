import { setTimeout as sleep } from "node:timers/promises";
import { RestError } from "@azure/storage-blob";
import { AppError } from "../../errors.ts";

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 100;

/**
 * Calls up to four times, each for `attemptMs` at most, until it succeeds or fails for good; then throws `unavailable`. The answer
 * is undefined where Blob Storage says that there is no such file. The SDK's own attempts are off: they can't tell a dead connection.
 */
export async function blobAttempts<Result>(
  attemptMs: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  for (let made = 1; ; made += 1) {
    const controller = new AbortController();
    // Not AbortSignal.timeout: what a call leaves open, such as a download, may take longer than its answer.
    const timer = setTimeout(() => controller.abort(), attemptMs);
    try {
      return await call(controller.signal);
    } catch (error) {
      if (blobErrorCode(error) === "BlobNotFound") return undefined;
      if (made === ATTEMPTS || !canPass(error)) throw blobUnavailable(error);
      await sleep(FIRST_DELAY_MS * 2 ** (made - 1));
    } finally {
      clearTimeout(timer);
    }
  }
}

export function blobUnavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The file archive does not answer. Try again in a moment.", { cause });
}

/** No status: the connection failed or the time was up. */
function canPass(error: unknown): boolean {
  const status = error instanceof RestError ? error.statusCode : undefined;
  return status === undefined || status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** What Blob Storage said, such as `BlobNotFound`; undefined when it did not answer. */
function blobErrorCode(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  // An answer to HEAD has no body: there the code stands in a header.
  return error.response?.headers.get("x-ms-error-code") ?? error.code;
}
