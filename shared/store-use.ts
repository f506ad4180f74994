import { type Context, context, createContextKey } from "@opentelemetry/api";

/** What a piece of work has asked of a store over the network. `units`: what the store charges, on Cosmos DB request units. */
export type StoreUse = { roundTrips: number; units: number };

const storeUseKey = createContextKey("store use");

/** In what it returns, calls of the store are counted from 0. */
export function countingStoreUse(within: Context): Context {
  return within.setValue(storeUseKey, { roundTrips: 0, units: 0 } satisfies StoreUse);
}

/** What the work under way has asked so far; undefined outside of any, and where the store is in the same process. */
export function currentStoreUse(): StoreUse | undefined {
  const use = context.active().getValue(storeUseKey) as StoreUse | undefined;
  return use === undefined || use.roundTrips === 0 ? undefined : { ...use };
}

/** Called by a store for every call over the network, failed ones too. */
export function countStoreCall(units: number): void {
  const use = context.active().getValue(storeUseKey) as StoreUse | undefined;
  if (use === undefined) return;
  use.roundTrips += 1;
  use.units += units;
}
