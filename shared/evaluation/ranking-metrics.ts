/** How a ranking is judged: `found[i]` is whether the item at place i is relevant, `relevant` how many there are in all. */
export type Judged = { found: readonly boolean[]; relevant: number };

/** Normalised discounted cumulative gain of the first `places` (Järvelin and Kekäläinen, 2002), gain 1 for what is relevant. */
export function ndcgAt(places: number, { found, relevant }: Judged): number {
  const ideal = gain(Array.from({ length: Math.min(places, relevant) }, () => true));
  return ideal === 0 ? 0 : gain(found.slice(0, places)) / ideal;
}

/** The share of the relevant items that stand among the first `places`. */
export function recallAt(places: number, { found, relevant }: Judged): number {
  return relevant === 0 ? 0 : found.slice(0, places).filter(Boolean).length / relevant;
}

/** The share of the first `places` that is relevant; a list that is shorter is filled up with what is not. */
export function precisionAt(places: number, { found }: Pick<Judged, "found">): number {
  return found.slice(0, places).filter(Boolean).length / places;
}

/** One over the place of the first relevant item, 0 when there is none. */
export function reciprocalRank({ found }: Pick<Judged, "found">): number {
  const first = found.indexOf(true);
  return first < 0 ? 0 : 1 / (first + 1);
}

function gain(found: readonly boolean[]): number {
  return found.reduce((sum, isRelevant, place) => sum + (isRelevant ? 1 / Math.log2(place + 2) : 0), 0);
}
