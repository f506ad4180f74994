import type { Reading } from "./read-text.ts";
import type { Hit } from "./scan-patterns.ts";

/** Below this a hit is a guess that helps nobody. */
const leastWeight = 0.45;
/** Two readings of the same words this close are a real ambiguity. */
const sameWeight = 0.035;
const ambiguous = 0.75;

/**
 * The hits that stand together: the longest wins within a category, a hit inside one of another category is part of that
 * name, and only two names that share a word in the middle (cooling tower 2 fan) may overlap.
 */
export function chooseHits(reading: Reading, hits: readonly Hit[]): Hit[] {
  const ranked = withoutRivals(hits)
    .filter(({ weight }) => weight >= leastWeight)
    .map((hit) => ({ hit, score: lengthOf(reading, hit) * hit.weight ** 2 }))
    .sort((one, other) => other.score - one.score || one.hit.start - other.hit.start);
  const chosen: Hit[] = [];
  for (const { hit } of ranked) if (chosen.every((other) => standTogether(hit, other))) chosen.push(hit);
  return chosen.sort((one, other) => one.start - other.start || other.end - one.end);
}

/** One hit for each span and category. */
function withoutRivals(hits: readonly Hit[]): Hit[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) {
    const key = `${hit.start}-${hit.end}-${hit.pattern.category}`;
    const rival = best.get(key);
    if (rival === undefined) best.set(key, hit);
    else if (rival.pattern.term === hit.pattern.term) best.set(key, hit.weight > rival.weight ? hit : rival);
    else if (Math.abs(rival.weight - hit.weight) > sameWeight) best.set(key, hit.weight > rival.weight ? hit : rival);
    else best.set(key, moreGeneral(hit, rival));
  }
  return [...best.values()];
}

/** The shorter name is the more general one. */
function moreGeneral(one: Hit, other: Hit): Hit {
  const general = one.pattern.term.name.length < other.pattern.term.name.length ? one : other;
  return { ...general, weight: general.weight * ambiguous };
}

function lengthOf({ atoms }: Reading, { start, end }: Hit): number {
  let length = 0;
  for (let at = start; at < end; at += 1)
    length += atoms[at]!.kind === "latin" ? Math.max(2, atoms[at]!.text.length * 0.6) : 1;
  return length;
}

function standTogether(one: Hit, other: Hit): boolean {
  if (one.end <= other.start || other.end <= one.start) return true;
  if (one.pattern.category === other.pattern.category) return false;
  const [left, right] = one.start <= other.start ? [one, other] : [other, one];
  return left.start < right.start && left.end < right.end;
}
