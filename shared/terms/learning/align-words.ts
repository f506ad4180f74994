import { foldText } from "../normalise-text.ts";

type Aligned = { original: string; normalised: string | undefined };

/** One word becomes at most so many. */
const widest = 4;

/**
 * Which words of a normalised text belong to which of the original, in the same order: one word may become several or go
 * with its neighbour (""). Words that look alike are laid together by the least cost over the whole text.
 */
export function alignWords(original: string, normalised: string | undefined): Aligned[] {
  const from = original.trim().split(/\s+/);
  if (normalised === undefined) return from.map((word) => ({ original: word, normalised: undefined }));
  const to = normalised.trim() === "" ? [] : normalised.trim().split(/\s+/);
  if (from.length === to.length) return from.map((word, at) => ({ original: word, normalised: to[at]! }));
  // More words than the longest expansion can hold cannot be aligned: the text stays one pair.
  if (to.length > from.length * widest) return [{ original: from.join(" "), normalised: to.join(" ") }];
  const spans = cheapestSpans(from, to);
  let at = 0;
  return from.map((word, index) => {
    const words = to.slice(at, at + spans[index]!);
    at += spans[index]!;
    return { original: word, normalised: words.join(" ") };
  });
}

/** How many normalised words each original word takes. */
function cheapestSpans(from: readonly string[], to: readonly string[]): number[] {
  const costs = [new Float64Array(to.length + 1).fill(Infinity)];
  costs[0]![0] = 0;
  const taken: Uint8Array[] = [];
  for (const word of from) {
    const before = costs.at(-1)!;
    const after = new Float64Array(to.length + 1).fill(Infinity);
    const spans = new Uint8Array(to.length + 1);
    for (let end = 0; end <= to.length; end += 1) {
      for (let span = 0; span <= Math.min(widest, end); span += 1) {
        const cost = before[end - span]! + costOf(word, to.slice(end - span, end));
        if (cost >= after[end]!) continue;
        after[end] = cost;
        spans[end] = span;
      }
    }
    costs.push(after);
    taken.push(spans);
  }
  const result: number[] = [];
  for (let index = from.length - 1, end = to.length; index >= 0; index -= 1) {
    const span = taken[index]![end]!;
    result.unshift(span);
    end -= span;
  }
  return result;
}

/** 0 for the same word, little for an abbreviation, 1 for words with nothing in common, and a little for each word more. */
function costOf(word: string, words: readonly string[]): number {
  if (words.length === 0) return 1.2;
  const short = foldText(word);
  const long = foldText(words.join(""));
  if (short === long) return 0;
  let found = 0;
  let from = 0;
  for (const letter of short) {
    const place = long.indexOf(letter, from);
    if (place < 0) continue;
    found += 1;
    from = place + 1;
  }
  const likeness = found / short.length;
  const beginsAlike = short[0] === long[0] ? 0 : 0.2;
  return 0.2 + (1 - likeness) * 0.6 + beginsAlike + (words.length - 1) * 0.15;
}
