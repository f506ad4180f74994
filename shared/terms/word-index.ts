import { toJamo } from "./jamo.ts";
import { letterDistance } from "./letter-distance.ts";

/** A word of the vocabulary near to what was written. */
export type NearWord = { word: string; distance: number };

export type WordIndex = {
  has(word: string): boolean;
  /** The nearest word within the limit that its own length allows; undefined when there is none or two are equally near. */
  nearest(word: string): NearWord | undefined;
};

/** Candidates that share the most letter pairs are compared in full; more make no difference to the outcome. */
const compared = 24;

/** Every word once, found by the letter pairs that it shares with a misspelt one (count filter of Gravano et al., 2001). */
export function wordIndex(all: Iterable<string>): WordIndex {
  const words = [...new Set(all)];
  const known = new Set(words);
  const keys = words.map(toJamo);
  const postings = new Map<string, number[]>();
  keys.forEach((key, at) => {
    for (const pair of pairsOf(key)) {
      // By length as well: a word two letters longer is looked for under its own length only.
      const posting = postings.get(pair + key.length);
      if (posting === undefined) postings.set(pair + key.length, [at]);
      else if (posting.at(-1) !== at) posting.push(at);
    }
  });
  const shared = new Uint8Array(words.length);

  const candidates = (key: string): number[] => {
    const touched: number[] = [];
    for (let length = Math.max(2, key.length - 3); length <= key.length + 3; length += 1) {
      for (const pair of pairsOf(key)) {
        for (const at of postings.get(pair + length) ?? []) {
          if (shared[at] === 0) touched.push(at);
          shared[at]! += 1;
        }
      }
    }
    const least = Math.max(1, Math.floor(key.length / 2) - 2);
    const best = touched.filter((at) => shared[at]! >= least).sort((one, other) => shared[other]! - shared[one]!);
    const chosen = best.slice(0, compared);
    for (const at of touched) shared[at] = 0;
    return chosen;
  };

  return {
    has: (word) => known.has(word),
    nearest(word) {
      const key = toJamo(word);
      let best: NearWord | undefined;
      let isTied = false;
      for (const at of candidates(key)) {
        // In two syllables another first letter is another word.
        if (words[at]!.length === 2 && keys[at]![0] !== key[0]) continue;
        const limit = limitFor(words[at]!, key.length);
        const distance = letterDistance(key, keys[at]!, limit);
        if (distance > limit) continue;
        if (best === undefined || distance < best.distance) {
          best = { word: words[at]!, distance };
          isTied = false;
        } else if (distance === best.distance) isTied = true;
      }
      return isTied && best!.distance > 1 ? undefined : best;
    },
  };
}

/** Letter pairs, with the first and the last letter as pairs of their own. */
function pairsOf(key: string): string[] {
  const pairs = [`^${key[0]}`];
  for (let at = 0; at + 1 < key.length; at += 1) pairs.push(key.slice(at, at + 2));
  pairs.push(`${key.at(-1)}$`);
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
