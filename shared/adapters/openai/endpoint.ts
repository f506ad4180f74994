import { APIUserAbortError, type OpenAI } from "openai";
import type { EndpointCheck } from "../../ports/endpoint-check.ts";
import { attemptTimer } from "./attempt-timer.ts";
import { withAttempts } from "./attempts.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { AttemptTimeoutError } from "./model-failure.ts";
import { modelGate, type GateLimits } from "./model-gate.ts";
import { openaiClient, type Address } from "./openai-client.ts";

export type EndpointOptions = Address & GateLimits & { attemptTimeoutMs: number };

type Call = { deadlineMs: number; signal?: AbortSignal | undefined; mayRetry?: () => boolean };
type Attempt<T> = (client: OpenAI, timer: ReturnType<typeof attemptTimer>) => Promise<T>;

export type Endpoint = {
  /** Up to 3 attempts through the gate, all within the call's deadline. Throws what `modelFailure` can name. */
  attempt<T>(call: Call, work: Attempt<T>): Promise<T>;
  check(): Promise<EndpointCheck>;
};

/** One endpoint with its client and its gate. What answers with more than `limitBytes` gives no answer. */
export function openEndpoint(options: EndpointOptions, limitBytes: number): Endpoint {
  const client = openaiClient(options, limitBytes);
  const gate = modelGate(options);
  return {
    attempt(call, work) {
      const end = performance.now() + call.deadlineMs;
      const signal = call.signal ?? new AbortController().signal;
      const left = () => end - performance.now();
      const once = () =>
        gate.execute(() => timed(options.attemptTimeoutMs, left(), signal, (timer) => work(client, timer)), {
          signal,
          waitMs: left(),
        });
      return withAttempts(() => once().catch((error: unknown) => asCancel(error, signal)), { ...call, end, signal });
    },
    check: () => checkEndpoint(client, options.model),
  };
}

/** Runs one attempt under its timer, and tells its own timeout from the caller's cancel. */
async function timed<T>(
  idleMs: number,
  totalMs: number,
  signal: AbortSignal,
  work: (timer: ReturnType<typeof attemptTimer>) => Promise<T>,
): Promise<T> {
  const timer = attemptTimer({ idleMs, totalMs }, signal);
  try {
    return await work(timer);
  } catch (error) {
    if (timer.timedOut()) throw new AttemptTimeoutError("the model took too long", { cause: error });
    return asCancel(error, signal);
  } finally {
    timer.stop();
  }
}

function asCancel(error: unknown, signal: AbortSignal): never {
  throw signal.aborted ? new APIUserAbortError() : error;
}
