import { normaliseText } from "../terms/normalise-text.ts";
import { boundedCache } from "../terms/bounded-cache.ts";

/** Of two different kinds of the same class ("[CLASS] …"), before their other words are compared. */
export const SAME_CLASS = 0.6;
/** Of a value whose words are all in the other one: the area of a place, one of several parts. */
const CONTAINED = 0.65;
/** Nothing but an equal value counts as 1. */
const ALMOST = 0.9;
const REMEMBERED_VALUES = 4_000;

/** A kind that is not told apart is the kind itself: "Fail to Start_Unspecified" is "Fail to Start". */
const untold = new Set(["unspecified", "general", "others", "other", "일반", "기타"]);

const word = /[가-힣]+|[a-z]+|\d+|[^\s\p{P}\p{S}a-z\d가-힣]+/gu;
const numberSign = /(?<![a-z])no\.?\s*(?=\d)/g;

type FieldParts = {
  folded: string;
  classCode: string | undefined;
  words: string[];
  distinct: Set<string>;
  told: Set<string>;
};

const partsOf = boundedCache(REMEMBERED_VALUES, (_key: string, value: string): FieldParts => {
  const folded = normaliseText(value);
  const classCode = /^\[([^\]]+)\]/.exec(folded)?.[1];
  const words = numbered(folded.replaceAll(numberSign, "").match(word) ?? []);
  const distinct = new Set(words);
  return { folded, classCode, words, distinct, told: distinct.difference(untold) };
});

/**
 * How alike two values of one field are, 0 to 1: equal ones 1, others by class code, leading words and numbers (the area
 * of a place), and shared words. It reads the strings only and knows no plant.
 */
export function fieldSimilarity(left: string, right: string): number {
  if (left === right) return left === "" ? 0 : 1;
  const a = partsOf(left, left);
  const b = partsOf(right, right);
  if (a.folded === b.folded) return a.folded === "" ? 0 : 1;
  if (a.words.length === 0 || b.words.length === 0) return 0;
  const shared = sharedBy(a.distinct, b.distinct);
  const overlap = shared / (a.distinct.size + b.distinct.size - shared);
  if (a.classCode !== undefined && b.classCode !== undefined) {
    return a.classCode === b.classCode ? SAME_CLASS + (ALMOST - SAME_CLASS) * overlap : 0;
  }
  if (a.told.size > 0 && a.told.size === b.told.size && sharedBy(a.told, b.told) === a.told.size) return 1;
  if (shared === Math.min(a.distinct.size, b.distinct.size)) return CONTAINED + (ALMOST - CONTAINED) * overlap;
  const leading = commonStart(a.words, b.words) / Math.min(a.words.length, b.words.length);
  return ALMOST * (0.6 * leading + 0.4 * overlap);
}

/** A word that comes again is another one: line 1 of area 1 is not line 7 of area 1. */
function numbered(words: string[]): string[] {
  const seen = new Map<string, number>();
  return words.map((text) => {
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? text : `${text} ${count}`;
  });
}

function sharedBy(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared;
}

function commonStart(a: string[], b: string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
