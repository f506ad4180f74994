const firstSyllable = 0xac00;
const syllables = 11_172;

/** Each pair of neighbouring Hangul syllables of a text once, as numbers in ascending order: four bytes a pair. */
export function syllablePairs(text: string): Int32Array {
  const pairs = new Set<number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = pairAt(text, at);
    if (pair >= 0) pairs.add(pair);
  }
  return Int32Array.from(pairs).sort();
}

/** The part of a Hangul word's neighbouring pairs that are among `pairs`, 0 to 1; 1 when the text holds the word. */
export function shareOfPairs(word: string, pairs: Int32Array): number {
  let found = 0;
  for (let at = 0; at + 1 < word.length; at += 1) if (includes(pairs, pairAt(word, at))) found += 1;
  return found / (word.length - 1);
}

/** -1 where one of the two is no syllable. */
function pairAt(text: string, at: number): number {
  const first = text.charCodeAt(at) - firstSyllable;
  const second = text.charCodeAt(at + 1) - firstSyllable;
  const isPair = first >= 0 && first < syllables && second >= 0 && second < syllables;
  return isPair ? first * syllables + second : -1;
}

function includes(sorted: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle]!;
    if (value === wanted) return true;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
