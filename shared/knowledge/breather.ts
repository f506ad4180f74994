import { setImmediate } from "node:timers/promises";

/** How long other work of the process waits for a long document at most. */
const SLICE_MS = 15;

/** To be awaited within long loops: lets other work have its turn whenever a slice of time is over. */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
