import { setTimeout as sleep } from "node:timers/promises";
import { QdrantClient, QdrantClientResourceExhaustedError } from "@qdrant/js-client-rest";
import { AppError } from "../../errors.ts";

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 100;
/** The key, or what gives the one that is right now. */
export type ApiKey = string | (() => Promise<string>);

export type QdrantRequests = {
  /** The answer; what can pass (no connection, timeout, 429, 5xx) is tried up to 4 times. Throws `unavailable` only. */
  send<T>(request: (client: QdrantClient) => Promise<T>): Promise<T>;
  /** As `send`, and `undefined` when the answer is one of these HTTP statuses. */
  sendUnless<T>(statuses: number[], request: (client: QdrantClient) => Promise<T>): Promise<T | undefined>;
};

/**
 * Requests to one Qdrant server, each of which can be sent twice without harm. `timeoutMs` is for one attempt; none
 * begins later than twice that after the first.
 */
export function qdrantRequests(options: {
  url: string;
  apiKey?: ApiKey | undefined;
  timeoutMs: number;
}): QdrantRequests {
  const { origin, protocol, port, pathname } = new URL(options.url);
  const clientWith = (apiKey: string | undefined) =>
    new QdrantClient({
      url: origin,
      // The client takes 6333 where an address names no port, even for https.
      port: port === "" && protocol === "https:" ? 443 : 6333,
      prefix: pathname.replace(/\/+$/, ""),
      timeout: options.timeoutMs,
      checkCompatibility: false,
      // As a header rather than `apiKey`, which writes to the console when the address is http.
      ...(apiKey === undefined ? {} : { headers: { "api-key": apiKey } }),
    });
  let latest: { apiKey: string | undefined; client: QdrantClient } | undefined;

  /** One client, until the key changes. */
  async function currentClient(): Promise<QdrantClient> {
    const apiKey = typeof options.apiKey === "function" ? await options.apiKey() : options.apiKey;
    if (latest === undefined || latest.apiKey !== apiKey) latest = { apiKey, client: clientWith(apiKey) };
    return latest.client;
  }

  async function sendUnless<T>(statuses: number[], request: (client: QdrantClient) => Promise<T>) {
    const lastStart = performance.now() + 2 * options.timeoutMs;
    for (let made = 1; ; made += 1) {
      try {
        return await request(await currentClient());
      } catch (error) {
        const status = statusOf(error);
        if (status !== undefined && statuses.includes(status)) return undefined;
        const delay = delayBefore(made + 1, error);
        const isHopeless = made === ATTEMPTS || !canPass(status) || performance.now() + delay > lastStart;
        if (isHopeless) throw unavailable(error, status);
        await sleep(delay);
      }
    }
  }

  return {
    sendUnless,
    send: async (request) => (await sendUnless([], request)) as Awaited<ReturnType<typeof request>>,
  };
}

/** No status: the connection failed, the time was up or the answer was no JSON. */
function canPass(status: number | undefined): boolean {
  return status === undefined || status === 429 || (status >= 500 && status !== 501);
}

/** The client hands on the first digit of `Retry-After` only, so each wait is at least twice the one before. */
function delayBefore(attempt: number, error: unknown): number {
  const asked = error instanceof QdrantClientResourceExhaustedError ? error.retry_after * 1_000 : 0;
  return Math.max(asked, FIRST_DELAY_MS * 2 ** (attempt - 2));
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof QdrantClientResourceExhaustedError) return 429;
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" ? status : undefined;
}

/** The client's message is only "Bad Request": what Qdrant said goes into the cause. */
function unavailable(error: unknown, status: number | undefined): AppError {
  const said = error instanceof Error && "data" in error ? JSON.stringify(error.data)?.slice(0, 500) : undefined;
  const cause = status === undefined ? error : new Error(`Qdrant answered ${status}: ${said ?? ""}`, { cause: error });
  const wait = error instanceof QdrantClientResourceExhaustedError ? { retryAfterSeconds: error.retry_after } : {};
  return new AppError("unavailable", "The search index does not answer. Try again in a minute.", { cause, ...wait });
}
