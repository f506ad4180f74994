import { SingleBar } from "cli-progress";

const LINE_INTERVAL_MS = 5_000;

/** A bar on a terminal, elsewhere a line every 5 s. `total` and `at` count the same thing; `show` says how far in words. */
export function progressOf(name: string, total: number) {
  const terminal = process.stderr.isTTY;
  const bar = new SingleBar({
    format: `${name} [{bar}] {percentage} % {state}`,
    clearOnComplete: true,
    hideCursor: true,
  });
  let done = 0;
  let shownAt = performance.now();
  if (terminal) bar.start(total, 0, { state: "" });
  return {
    at(amount: number): void {
      done = amount;
    },
    show(state: string): void {
      if (terminal) bar.update(done, { state });
      else if (performance.now() - shownAt >= LINE_INTERVAL_MS) {
        shownAt = performance.now();
        process.stderr.write(`${name}: ${Math.round((100 * done) / Math.max(1, total))} %, ${state}\n`);
      }
    },
    end(): void {
      if (terminal) bar.stop();
    },
  };
}
