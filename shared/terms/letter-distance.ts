import { letterCost } from "./near-letters.ts";

/** Longer words are not compared. */
const longestWord = 62;
/** Three rows of the table, used again by each call. */
const rows = [0, 1, 2].map(() => new Float32Array(longestWord + 2)) as [Float32Array, Float32Array, Float32Array];

/**
 * The least cost of turning one word's letters into another's: insertion and deletion 1, or 0.5 where a letter is only
 * doubled; substitution by letterCost; two neighbours swapped 0.75. After Damerau (1964), as optimal string alignment.
 * `Infinity` above the limit.
 */
export function letterDistance(one: Uint8Array, other: Uint8Array, limit: number): number {
  if (Math.abs(one.length - other.length) > limit * 2 || Math.max(one.length, other.length) > longestWord)
    return Infinity;
  let [older, previous, current] = rows;
  previous[0] = 0;
  for (let at = 1; at <= other.length; at += 1) previous[at] = previous[at - 1]! + insertCost(other, at - 1);
  for (let row = 1; row <= one.length; row += 1) {
    const a = one[row - 1]!;
    const deletion = insertCost(one, row - 1);
    let least = previous[0]! + deletion;
    current[0] = least;
    for (let at = 1; at <= other.length; at += 1) {
      const b = other[at - 1]!;
      let cost = previous[at - 1]! + letterCost(a, b);
      if (previous[at]! + deletion < cost) cost = previous[at]! + deletion;
      const insertion = current[at - 1]! + insertCost(other, at - 1);
      if (insertion < cost) cost = insertion;
      if (row > 1 && at > 1 && a !== b && a === other[at - 2] && b === one[row - 2]) {
        cost = Math.min(cost, older[at - 2]! + 0.75);
      }
      current[at] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return Infinity;
    [older, previous, current] = [previous, current, older];
  }
  const distance = previous[other.length]!;
  return distance <= limit ? distance : Infinity;
}

function insertCost(word: Uint8Array, at: number): number {
  return at > 0 && word[at] === word[at - 1] ? 0.5 : 1;
}
