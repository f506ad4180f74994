import type { PatternIndex } from "./pattern-index.ts";
import type { Reading } from "./read-text.ts";
import type { Hit } from "./scan-patterns.ts";

/** The pieces of a name that stand apart are a little less sure than the name. */
const apart = 0.93;
/** Syllables of a word that is counted. */
const longestWord = 8;

type Span = { start: number; end: number };

/** A hit and the other stretches of the text that belong to its name. */
export type PlacedHit = Hit & { pieces?: Span[] };

/**
 * Numbered places whose two halves stand apart in the message: "hall 1 … line 7" is the place "hall 1 line 7" when there is
 * one. Other hits stay as they are.
 */
export function joinPlaces(index: PatternIndex, reading: Reading, hits: readonly Hit[]): PlacedHit[] {
  const loose = loosePairs(reading, hits).filter(({ start }) => lettersBefore(reading, start) === start);
  if (loose.length === 0) return [...hits];
  return hits.map((hit) => {
    if (hit.pattern.category !== "location" || !hit.pattern.hasNumber) return hit;
    for (const piece of loose) {
      const pattern = patternOf(index, [...textsOf(reading, hit), ...textsOf(reading, piece)]);
      if (pattern !== undefined) return { ...hit, pattern, weight: hit.weight * apart, pieces: [piece] };
    }
    return hit;
  });
}

/** Loose numbers with a word that the plant's places are counted in. */
export function unknownPlaces(index: PatternIndex, reading: Reading, hits: readonly PlacedHit[]): Span[] {
  const taken = hits.flatMap(({ start, end, pieces = [] }) => [{ start, end }, ...pieces]);
  const unknown = loosePairs(reading, taken).filter((span) => {
    const words = textsOf(reading, span).filter((text) => !/^\d/.test(text));
    const isTag = reading.atoms.slice(span.start + 1, span.end).some(({ begins, glued }) => !begins && !glued);
    return !isTag && index.placeWords.has(words.join(""));
  });
  return unknown.map(({ start, end }) => ({ start: lettersBefore(reading, start), end }));
}

/** Where the letters begin that a number belongs to: 3 of N3 is no number of its own. The start itself when there are none. */
function lettersBefore({ atoms }: Reading, start: number): number {
  let first = start;
  while (first > 0 && atoms[first]!.kind !== "hangul" && !atoms[first]!.begins && atoms[first - 1]!.kind !== "hangul")
    first -= 1;
  return atoms[start]!.kind === "number" ? first : start;
}

/** Numbers with the word before or behind them that no hit has taken. */
function loosePairs({ atoms, runStart, runEnd }: Reading, hits: readonly Span[]): Span[] {
  const taken = new Uint8Array(atoms.length);
  for (const { start, end } of hits) taken.fill(1, start, end);
  const isLooseWord = (at: number) => at >= 0 && at < atoms.length && atoms[at]!.kind !== "number" && taken[at] === 0;
  const pairs: Span[] = [];
  atoms.forEach(({ kind, counters }, at) => {
    if (kind !== "number" || taken[at] === 1) return;
    const behind = at + 1 + counters;
    if (isLooseWord(behind)) {
      const longest = Math.min(runEnd[behind]!, behind + longestWord);
      for (let end = longest; end > behind; end -= 1) pairs.push({ start: at, end });
    }
    if (isLooseWord(at - 1)) {
      const first = Math.max(runStart[at - 1]!, at - longestWord);
      for (let start = first; start < at; start += 1) pairs.push({ start, end: at + 1 });
    }
  });
  return pairs;
}

function textsOf({ atoms }: Reading, { start, end }: Span): string[] {
  const texts: string[] = [];
  for (let at = start; at < end; at += 1 + atoms[at]!.counters) texts.push(atoms[at]!.text);
  return texts;
}

function patternOf(index: PatternIndex, texts: readonly string[]) {
  let node = 0;
  for (const text of texts) {
    const id = index.idOf(text);
    node = id < 0 ? -1 : index.trie.step(node, id);
    if (node < 0) return undefined;
  }
  return index.at(node).find(({ category, stem }) => category === "location" && !stem);
}
