import { initialsOf } from "./jamo.ts";
import { letterDistance } from "./letter-distance.ts";
import { letterCount, lettersOf } from "./near-letters.ts";

/** A word of the vocabulary near to what was written. */
export type NearWord = { word: string; distance: number };

export type WordIndex = {
  has(word: string): boolean;
  /** The nearest word within the limit that its own length allows; undefined when there is none or two are equally near. */
  nearest(word: string): NearWord | undefined;
};

/** Candidates that share the most letter pairs are compared in full; more make no difference to the outcome. */
const compared = 24;
/** Words may differ by so many letters in length. */
const lengthSlack = 3;
const longestKey = 64;

/** Every word once, found by the letter pairs that it shares with a misspelt one (count filter of Gravano et al., 2001). */
export function wordIndex(all: Iterable<string>): WordIndex {
  const words = [...new Set(all)].filter((word) => word.length < longestKey / 3);
  const known = new Set(words);
  const letters = words.map(lettersOf);
  // By length as well: a word that is longer by two letters is looked for among the words of its own length.
  const postings = new Map<number, number[]>();
  letters.forEach((word, at) => {
    for (const pair of pairsOf(word)) {
      const key = pair * longestKey + word.length;
      const posting = postings.get(key);
      if (posting === undefined) postings.set(key, [at]);
      else if (posting[posting.length - 1] !== at) posting.push(at);
    }
  });
  const shared = new Uint8Array(words.length);

  const candidates = (word: Uint8Array): number[] => {
    const touched: number[] = [];
    const pairs = pairsOf(word);
    for (let length = Math.max(2, word.length - lengthSlack); length <= word.length + lengthSlack; length += 1) {
      for (const pair of pairs) {
        const posting = postings.get(pair * longestKey + length);
        if (posting === undefined) continue;
        for (const at of posting) {
          if (shared[at] === 0) touched.push(at);
          shared[at]! += 1;
        }
      }
    }
    const chosen = mostShared(touched, shared, Math.max(2, Math.floor(word.length / 2) - 1));
    for (const at of touched) shared[at] = 0;
    return chosen;
  };

  return {
    has: (word) => known.has(word),
    nearest(word) {
      const key = lettersOf(word);
      if (key.length + lengthSlack >= longestKey) return undefined;
      let best: NearWord | undefined;
      let isTied = false;
      for (const at of candidates(key)) {
        const candidate = words[at]!;
        // In two syllables another consonant makes another word.
        if (candidate.length === 2 && initialsOf(candidate) !== initialsOf(word)) continue;
        const limit = Math.min(limitFor(candidate, key.length), best?.distance ?? Infinity);
        const distance = letterDistance(key, letters[at]!, limit);
        if (distance > limit) continue;
        isTied = best !== undefined && distance === best.distance;
        if (!isTied) best = { word: candidate, distance };
      }
      return isTied && best!.distance > 1 ? undefined : best;
    },
  };
}

/** Those that share at least `least` pairs, those with the most first, and no more of them than are compared. */
function mostShared(touched: readonly number[], shared: Uint8Array, least: number): number[] {
  const byCount: number[][] = [];
  for (const at of touched) if (shared[at]! >= least) (byCount[shared[at]!] ??= []).push(at);
  const chosen: number[] = [];
  for (let count = byCount.length - 1; count >= least && chosen.length < compared; count -= 1) {
    chosen.push(...(byCount[count] ?? []));
  }
  return chosen.slice(0, compared);
}

/** Letter pairs as numbers, with the first and the last letter as pairs of their own. */
function pairsOf(word: Uint8Array): number[] {
  const pairs = [word[0]!];
  for (let at = 1; at < word.length; at += 1) pairs.push(word[at - 1]! * letterCount + word[at]!);
  pairs.push(word[word.length - 1]! * letterCount);
  return pairs;
}

/** Two syllables bear one slip of the finger, not another letter; longer words bear more. */
function limitFor(word: string, keyLength: number): number {
  if (word.charCodeAt(0) < 128) {
    const length = Math.min(word.length, keyLength);
    return length < 7 ? 1 : length < 9 ? 1.5 : 2;
  }
  return [0, 0, 0.5, 1, 1.5, 2][word.length] ?? 2.5;
}
