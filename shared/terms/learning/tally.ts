/** How often each outcome was seen. */
export type Tally = Map<string, number>;
/** Tallies by what was observed: a token, its form, its shape, each also with what stood around it. */
export type Evidence = Map<string, Tally>;

export function count(evidence: Evidence, key: string, outcome: string, times = 1): void {
  const tally = evidence.get(key);
  if (tally === undefined) evidence.set(key, new Map([[outcome, times]]));
  else tally.set(outcome, (tally.get(outcome) ?? 0) + times);
}

export function totalOf(tally: Tally | undefined): number {
  let total = 0;
  for (const times of tally?.values() ?? []) total += times;
  return total;
}

/**
 * The shares of the outcomes, from the general to the special: each level's counts stand beside the `weight` of the share
 * that the level above gave, so that a rare observation leans on the common one (linear interpolation, Jelinek and Mercer,
 * 1980, with counts as Witten and Bell, 1991, weigh them).
 */
export function interpolate(levels: readonly (Tally | undefined)[], weight: number, prior: Tally = new Map()): Tally {
  let shares = prior;
  for (const tally of levels) {
    if (tally === undefined) continue;
    const total = totalOf(tally) + weight;
    const next: Tally = new Map();
    for (const [outcome, share] of shares) next.set(outcome, (weight * share) / total);
    for (const [outcome, times] of tally) next.set(outcome, (next.get(outcome) ?? 0) + times / total);
    shares = next;
  }
  return shares;
}

/** The outcome with the largest share; of equals the one that was seen first. */
export function largest(tally: Tally): { outcome: string; share: number } | undefined {
  let best: { outcome: string; share: number } | undefined;
  for (const [outcome, share] of tally) if (best === undefined || share > best.share) best = { outcome, share };
  return best;
}
