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
  for (const { hit } of ranked) if (chosen.every((other) => standTogether(reading, hit, other))) chosen.push(hit);
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

function standTogether(reading: Reading, one: Hit, other: Hit): boolean {
  if (one.end <= other.start || other.end <= one.start) return true;
  if (one.pattern.category === other.pattern.category) return false;
  if (one.start === other.start && one.end === other.end) return isWritten(one) && isWritten(other);
  const [left, right] = one.start <= other.start ? [one, other] : [other, one];
  if (left.start < right.start && left.end < right.end) return true;
  return one.end - one.start < other.end - other.start
    ? standsWithin(reading, one, other)
    : standsWithin(reading, other, one);
}

/** 진동 is nothing in 진동센서; but a phrase of several words may begin with a place, and what it ends with is its gist. */
function standsWithin({ atoms }: Reading, inner: Hit, outer: Hit): boolean {
  if (inner.pattern.category === "statusCode") return inner.end === outer.end && atoms[inner.start]!.begins;
  const isPlaceOfThing = inner.pattern.category === "location" && outer.pattern.category === "equipmentType";
  return isPlaceOfThing && inner.start === outer.start && atoms[inner.end]!.begins;
}

/** The same words may stand in two columns of a plant's records: a system and its main part. */
function isWritten({ weight, isCorrected }: Hit): boolean {
  return !isCorrected && weight > 0.9;
}
