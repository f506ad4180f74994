import { englishStem } from "./english-stem.ts";
import { isSyllable, partsOf, syllableOf } from "./jamo.ts";
import { lettersNear } from "./near-letters.ts";

/** Shorter words have too many neighbours that are words themselves. */
const SHORTEST_LATIN = 4;
/** Joined words have two parts of at least this many letters. */
const SHORTEST_PART = 3;
/** Finals that are most often lost or slipped in. */
const finals = ["", "ㄱ", "ㄴ", "ㄹ", "ㅁ", "ㅂ", "ㅇ"];
/** A question is asked about the same tokens several times, and by many users. Some hundred neighbours each: 20 MB at most. */
const MOST_KEPT = 1_000;
const kept = new Map<string, readonly string[]>();
const alphabet = "abcdefghijklmnopqrstuvwxyz".split("");

/**
 * The index tokens one slip away from this one: a neighbouring key, a like sound, a letter too few, too many or changed
 * over, two English words run together. Most are tokens of no text; an index that has them pays nothing for the others.
 */
export function nearTokens(token: string): readonly string[] {
  const known = kept.get(token);
  if (known !== undefined) return known;
  const near = new Set(/^[a-z]+$/.test(token) ? nearLatin(token) : nearSyllables(token));
  near.delete(token);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(token, [...near]);
  return [...near];
}

function nearSyllables(token: string): string[] {
  return token.split("").flatMap((syllable, at) => {
    if (!isSyllable(syllable.charCodeAt(0))) return [];
    const { initial, vowel, final } = partsOf(syllable);
    return [
      ...lettersNear(initial).map((letter) => ({ initial: letter, vowel, final })),
      ...lettersNear(vowel).map((letter) => ({ initial, vowel: letter, final })),
      ...[...finals, ...lettersNear(final)].map((letter) => ({ initial, vowel, final: letter })),
    ].flatMap((parts) => {
      const slipped = syllableOf(parts);
      return slipped === undefined ? [] : [token.slice(0, at) + slipped + token.slice(at + 1)];
    });
  });
}

function nearLatin(word: string): string[] {
  if (word.length < SHORTEST_LATIN) return [];
  const words: string[] = [];
  for (let at = 0; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    words.push(...alphabet.map((letter) => before + letter + after));
    if (after === "") continue;
    words.push(
      before + after.slice(1),
      ...lettersNear(after.charAt(0)).map((letter) => before + letter + after.slice(1)),
    );
    if (after.length > 1) words.push(before + after.charAt(1) + after.charAt(0) + after.slice(2));
    if (before.length >= SHORTEST_PART && after.length >= SHORTEST_PART) words.push(before, after);
  }
  return words.flatMap((near) => [near, englishStem(near)]);
}
