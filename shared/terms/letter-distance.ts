import { letterCost } from "./near-letters.ts";

/**
 * The least cost of turning one string of letters (jamo, Latin) into another: insertion and deletion 1, or 0.5 where a
 * letter is only doubled; substitution by letterCost; two neighbours swapped 0.75. After Damerau (1964), optimal string
 * alignment. `Infinity` above the limit.
 */
export function letterDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit * 2) return Infinity;
  let older: number[] = [];
  let previous: number[] = [0];
  for (let at = 1; at <= other.length; at += 1) previous[at] = previous[at - 1]! + insertCost(other, at - 1);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [previous[0]! + insertCost(one, row - 1)];
    let least = current[0]!;
    for (let at = 1; at <= other.length; at += 1) {
      const a = one[row - 1]!;
      const b = other[at - 1]!;
      let cost = Math.min(
        previous[at - 1]! + letterCost(a, b),
        previous[at]! + insertCost(one, row - 1),
        current[at - 1]! + insertCost(other, at - 1),
      );
      if (row > 1 && at > 1 && a === other[at - 2] && b === one[row - 2] && a !== b) {
        cost = Math.min(cost, older[at - 2]! + 0.75);
      }
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return Infinity;
    older = previous;
    previous = current;
  }
  const distance = previous[other.length]!;
  return distance <= limit ? distance : Infinity;
}

function insertCost(word: string, at: number): number {
  return at > 0 && word[at] === word[at - 1] ? 0.5 : 1;
}
