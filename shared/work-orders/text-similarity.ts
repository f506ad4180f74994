/** The user's words count for more than what else the order says. */
const SAID = 0.8;

/** How much of what was said stands in the other text, and a little of how much else does; 0 to 1. */
export function textSimilarity(said: ReadonlySet<string>, text: ReadonlySet<string>): number {
  if (said.size === 0 || text.size === 0) return 0;
  const shared = sharedTokens(said, text);
  return (SAID * shared) / said.size + ((1 - SAID) * shared) / text.size;
}

/** The part of `said` that stands in `text`, 0 to 1. */
export function coverage(said: ReadonlySet<string>, text: ReadonlySet<string>): number {
  return said.size === 0 ? 0 : sharedTokens(said, text) / said.size;
}

/** Words of the symptom, which a status sums up with others, count for more. */
const SYMPTOM = 3;

/** The part of `said` that stands in a text, 0 to 1, where a word counts more the fewer of the texts have it. */
export function weightedCoverage(
  said: ReadonlySet<string>,
  texts: ReadonlySet<string>[],
  symptom: ReadonlySet<string> = new Set(),
): (text: ReadonlySet<string>) => number {
  const weights = new Map<string, number>();
  for (const token of said) {
    let having = 0;
    for (const text of texts) if (text.has(token)) having += 1;
    const rarity = Math.log(1 + (texts.length + 1) / (having + 0.5));
    weights.set(token, symptom.has(token) ? SYMPTOM * rarity : rarity);
  }
  const total = sumOf(weights.values());
  return (text) => {
    if (total === 0) return 0;
    let held = 0;
    for (const [token, weight] of weights) if (text.has(token)) held += weight;
    return held / total;
  };
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export function sharedTokens(said: ReadonlySet<string>, text: ReadonlySet<string>): number {
  let shared = 0;
  for (const token of said) if (text.has(token)) shared += 1;
  return shared;
}
