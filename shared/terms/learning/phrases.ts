import { foldText } from "../normalise-text.ts";
import { rest } from "./lexicon.ts";
import type { PairText } from "./read-pairs.ts";
import { count, interpolate, largest, type Evidence } from "./tally.ts";
import { isMask, shapesOf } from "./token-shape.ts";

/** More tokens are never read as one. */
const longest = 4;
const least = 0.5;
const weight = 0.5;

/** The tokens from `at` that were normalised as one: the first holds the words, the others are "". */
export function phraseLength(text: PairText, at: number): number {
  if (!text[at]?.normalised) return 1;
  let end = at + 1;
  while (text[end]?.normalised === "" && end - at < longest) end += 1;
  return end - at;
}

/**
 * Counts which neighbours are read as one, and how often the same neighbours are not. A phrase that is masked is known by
 * its shape, too: other letters and digits make the same mask.
 */
export function learnPhrases(texts: readonly PairText[]): Evidence {
  const phrases: Evidence = new Map();
  for (const text of texts) {
    const tokens = text.map(({ original }) => original);
    text.forEach(({ normalised }, at) => {
      const length = phraseLength(text, at);
      if (length === 1) return;
      count(phrases, wordKey(tokens, at, length), normalised!);
      const shape = shapeKey(tokens, at, length);
      if (isMask(normalised!) && shape.includes("9")) count(phrases, shape, normalised!);
    });
  }
  for (const text of texts) {
    const tokens = text.map(({ original }) => original);
    text.forEach((pair, at) => {
      for (let length = 2; length <= Math.min(longest, text.length - at); length += 1) {
        if (pair.normalised === undefined || length === phraseLength(text, at)) continue;
        for (const key of [wordKey(tokens, at, length), shapeKey(tokens, at, length)]) {
          if (phrases.has(key)) count(phrases, key, rest);
        }
      }
    });
  }
  return phrases;
}

/** The longest phrase that begins here and is more often read as one than not. */
export function phraseAt(
  phrases: Evidence,
  tokens: readonly string[],
  at: number,
): { length: number; words: string; confidence: number } | undefined {
  for (let length = Math.min(longest, tokens.length - at); length > 1; length -= 1) {
    const levels = [shapeKey(tokens, at, length), wordKey(tokens, at, length)].map((key) => phrases.get(key));
    const best = largest(interpolate(levels, weight));
    if (best === undefined || best.outcome === rest || best.share < least) continue;
    return { length, words: best.outcome, confidence: best.share };
  }
  return undefined;
}

function wordKey(tokens: readonly string[], at: number, length: number): string {
  return foldText(tokens.slice(at, at + length).join(" "));
}

function shapeKey(tokens: readonly string[], at: number, length: number): string {
  return `= ${tokens
    .slice(at, at + length)
    .map((token) => shapesOf(token, { isWord: () => false, isUnit: () => false })[0])
    .join(" ")}`;
}
