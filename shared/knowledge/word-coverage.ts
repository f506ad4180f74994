import type { Chunk } from "../ports/knowledge-index.ts";
import { englishStem } from "../terms/english-stem.ts";
import { withoutParticle } from "../terms/korean-particles.ts";
import { verbStems } from "../terms/korean-stems.ts";
import { foldText } from "../terms/normalise-text.ts";
import { tokenise } from "../terms/tokenise.ts";
import type { QueryWord } from "./query-words.ts";
import { shareOfPairs, syllablePairs } from "./syllable-pairs.ts";

/** A text prepared for being asked which words it holds. */
export type WordBag = {
  folded: string;
  tokens: Set<string>;
  pairs: Int32Array;
  words: () => Set<string>;
  stems: () => Set<string>;
};

export function wordBag(text: string): WordBag {
  const folded = foldText(text);
  let stems: Set<string> | undefined;
  let words: Set<string> | undefined;
  return {
    folded,
    tokens: new Set(tokenise(text)),
    pairs: syllablePairs(folded),
    words: () => (words ??= wordsIn(folded)),
    stems: () => (stems ??= stemsIn(folded)),
  };
}

/** Every Hangul word without its particle. */
function wordsIn(folded: string): Set<string> {
  return new Set([...folded.matchAll(/[가-힣]+/g)].map(([word]) => withoutParticle(word)));
}

/** Of every Hangul word, as a verb: 샌다 and 새는데 meet in 새. */
function stemsIn(folded: string): Set<string> {
  return new Set([...folded.matchAll(/[가-힣]+/g)].flatMap(([word]) => verbStems(word)));
}

/** What a chunk is about: its text alone (`own`), its title and headings (`above`), and both. Made once for each chunk object. */
export function chunkBags(chunk: Chunk): ChunkBags {
  const known = bags.get(chunk);
  if (known !== undefined) return known;
  const { title, headings, text } = chunk;
  const above = [title, ...headings].join("\n");
  const made = { whole: wordBag(`${above}\n${text}`), own: wordBag(text), above: wordBag(above) };
  bags.set(chunk, made);
  return made;
}

export type ChunkBags = { whole: WordBag; own: WordBag; above: WordBag };
const bags = new WeakMap<Chunk, ChunkBags>();

/** The share of the words' weight that the text, or a second one beside it, holds, 0 to 1. */
export function wordCoverage(words: QueryWord[], bag: WordBag, beside?: WordBag): number {
  let held = 0;
  let total = 0;
  for (const word of words) {
    held += word.weight * Math.max(holds(word, bag), beside === undefined ? 0 : holds(word, beside));
    total += word.weight;
  }
  return total === 0 ? 0 : held / total;
}

/**
 * Words weighed anew by how rare they are among candidates: one that none of them holds tells most about what was asked. After
 * BM25's inverse document frequency, as a share of its highest value.
 */
export function weighedByRarity(words: QueryWord[], bags: WordBag[]): QueryWord[] {
  return words.map((word) => {
    const held = bags.map((bag) => holds(word, bag));
    const weight = word.weight > 1 && held.every((part) => part === 0) ? UNKNOWN_PART : word.weight;
    return { ...word, weight: weight * rarityAmong(held) };
  });
}

/** How rare a word is among texts of which each holds this much of it, 0 to 1: 1 for one that none holds. */
export function rarityAmong(held: number[]): number {
  const found = held.filter((part) => part > 0).length;
  const rarity = (count: number) => Math.log(1 + (held.length + 1) / (count + SMOOTHING));
  return (rarity(found) / rarity(0)) ** Math.min(1, held.length / ENOUGH);
}

/**
 * How much of the word the text holds, 0 to 1. A Hangul word counts by the share of its syllable pairs that are there: spaces
 * and endings differ, words run together. Another name of the same thing counts nearly as much.
 */
export function holds(word: QueryWord, bag: WordBag): number {
  const itself = holdsText(word, bag);
  if (itself === 1 || word.also === undefined) return itself;
  return word.also.some((name) => holdsName(name, bag)) ? Math.max(itself, SYNONYM_PART) : itself;
}

function holdsName(name: string, { folded, tokens, pairs }: WordBag): boolean {
  if (/^[a-z0-9]/.test(name)) return tokens.has(name) || tokens.has(englishStem(name));
  // Most texts lack a pair of its syllables, which is seen sooner than that they lack the name.
  if (/^[가-힣]{2,}$/.test(name) && shareOfPairs(name, pairs) < 1) return false;
  return folded.includes(name);
}

function holdsText({ text, kind, stems }: QueryWord, bag: WordBag): number {
  if (kind !== "hangul") return bag.tokens.has(text) ? 1 : 0;
  if (stems?.some((stem) => bag.stems().has(stem))) return 1;
  // One syllable of a verb stands in many words that have nothing to do with it.
  if (text.length === 1) return stems === undefined && bag.folded.includes(text) ? 1 : 0;
  const share = shareOfPairs(text, bag.pairs);
  return share >= LEAST_SHARE ? share : 0;
}

/** How much another name of the same thing counts. */
const SYNONYM_PART = 0.9;
/** Among fewer texts, rarity says less: all of one document may share the words that tell it from others. */
const ENOUGH = 10;
/** Added to a word's finds: the less, the more a word that nothing holds outweighs the others. */
const SMOOTHING = 0.7;
/** A part number that no text has is most often the name of one machine: manuals are about its kind. */
const UNKNOWN_PART = 0.5;
/** Fewer pairs meet by chance. */
const LEAST_SHARE = 0.3;
