/** One measured figure beside its baseline of the same run. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** What the value is held against, measured in the same run on the same machine. */
  baseline: { name: string; value: number };
  /** What the figure should reach, in words, and whether it did. */
  goal: string;
  ok: boolean;
};

/** A benchmark: its name on the command line, what it measures, and the run. */
export type Benchmark = { name: string; about: string; run: () => Promise<Figure[]> };

/** The value below which `share` (0 to 1) of the samples lie. */
export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Microseconds per call of `work`, the median of `rounds` rounds of `calls` calls after one round of warm-up. */
export async function medianMicroseconds(
  work: () => unknown,
  { calls, rounds = 9 }: { calls: number; rounds?: number },
): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) await work();
    if (round > 0) samples.push(((performance.now() - start) * 1000) / calls);
  }
  return percentile(samples, 0.5);
}
