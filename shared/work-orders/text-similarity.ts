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

export function sharedTokens(said: ReadonlySet<string>, text: ReadonlySet<string>): number {
  let shared = 0;
  for (const token of said) if (text.has(token)) shared += 1;
  return shared;
}
