import { AppError } from "../../errors.ts";
import type { VectorCall } from "../../ports/embedder.ts";
import type { Endpoint } from "./endpoint.ts";
import { tokenTally, type Prices } from "./token-tally.ts";

type Asked<T> = {
  endpoint: Endpoint;
  prices: Prices;
  /** Used where the call has no deadline of its own. */
  deadlineMs: number;
  work: (
    client: Parameters<Parameters<Endpoint["attempt"]>[1]>[0],
    signal: AbortSignal,
    tally: ReturnType<typeof tokenTally>,
  ) => Promise<T>;
};

/** One call for vectors or ranks: attempts, usage, and every failure as AppError `unavailable` with this detail. */
export async function vectorCall<T>(
  detail: string,
  { signal, deadlineMs, onUsage }: VectorCall,
  asked: Asked<T>,
): Promise<T> {
  const tally = tokenTally(asked.prices);
  try {
    return await asked.endpoint.attempt({ deadlineMs: deadlineMs ?? asked.deadlineMs, signal }, (client, timer) =>
      asked.work(client, timer.signal, tally),
    );
  } catch (cause) {
    throw new AppError("unavailable", detail, { cause });
  } finally {
    onUsage?.(tally.usage);
  }
}
