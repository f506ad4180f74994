/**
 * How strongly a word and a value go together: G² of the two-by-two table (Dunning 1993, "Accurate Methods for the
 * Statistics of Surprise and Coincidence"), 2 Σ O ln(O / E). Above 10.83 chance explains it less than once in a thousand.
 */
export function logLikelihoodRatio(counts: { both: number; word: number; value: number; all: number }): number {
  const { both, word, value, all } = counts;
  const cells = [
    { seen: both, expected: (word * value) / all },
    { seen: word - both, expected: (word * (all - value)) / all },
    { seen: value - both, expected: ((all - word) * value) / all },
    { seen: all - word - value + both, expected: ((all - word) * (all - value)) / all },
  ];
  return 2 * cells.reduce((sum, { seen, expected }) => (seen > 0 ? sum + seen * Math.log(seen / expected) : sum), 0);
}
