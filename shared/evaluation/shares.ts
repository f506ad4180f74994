import { seededRandom } from "./seeded-random.ts";

/** A mean with the interval in which it lies with 95 % confidence. `n` counts what it is the mean of. */
export type Estimate = { value: number; low: number; high: number; n: number };

const RESAMPLES = 1_000;
const SEED = 20_261_128;

/** A share of `whole` things, resampled like a mean of ones and zeros; without any it is 0. */
export function share(hits: number, whole: number): Estimate {
  return mean(Array.from({ length: whole }, (_, index) => (index < hits ? 1 : 0)));
}

/** The mean of the values with its percentile bootstrap interval (Efron, 1979): the same values always give the same. */
export function mean(values: readonly number[], resamples = RESAMPLES): Estimate {
  const n = values.length;
  if (n === 0) return { value: 0, low: 0, high: 0, n };
  const random = seededRandom(SEED);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < n; draw += 1) sum += values[Math.floor(random() * n)] ?? 0;
    return sum / n;
  }).sort((a, b) => a - b);
  const at = (quantile: number) => means[Math.min(resamples - 1, Math.floor(quantile * resamples))] ?? 0;
  return { value: values.reduce((sum, value) => sum + value, 0) / n, low: at(0.025), high: at(0.975), n };
}
