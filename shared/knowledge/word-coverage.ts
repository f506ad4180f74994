import type { Chunk } from "../ports/knowledge-index.ts";
import { verbStems } from "../terms/korean-stems.ts";
import { foldText } from "../terms/normalise-text.ts";
import { tokenise } from "../terms/tokenise.ts";
import type { QueryWord } from "./query-words.ts";

/** A text prepared for being asked which words it holds. */
export type WordBag = { folded: string; tokens: Set<string>; stems: () => Set<string> };

export function wordBag(text: string): WordBag {
  const folded = foldText(text);
  let stems: Set<string> | undefined;
  return { folded, tokens: new Set(tokenise(text)), stems: () => (stems ??= stemsIn(folded)) };
}

/** Of every Hangul word, as a verb: 샌다 and 새는데 meet in 새. */
function stemsIn(folded: string): Set<string> {
  return new Set([...folded.matchAll(/[가-힣]+/g)].flatMap(([word]) => verbStems(word)));
}

/** What a chunk is about: its text alone (`own`), and with its title and headings. Made once for each chunk object. */
export function chunkBags(chunk: Chunk): { whole: WordBag; own: WordBag } {
  const known = bags.get(chunk);
  if (known !== undefined) return known;
  const { title, headings, text } = chunk;
  const made = { whole: wordBag([title, ...headings, text].join("\n")), own: wordBag(text) };
  bags.set(chunk, made);
  return made;
}

const bags = new WeakMap<Chunk, { whole: WordBag; own: WordBag }>();

/** The share of the words' weight that the text holds, 0 to 1. */
export function wordCoverage(words: QueryWord[], bag: WordBag): number {
  let held = 0;
  let total = 0;
  for (const word of words) {
    held += word.weight * holds(word, bag);
    total += word.weight;
  }
  return total === 0 ? 0 : held / total;
}

/**
 * Words weighed anew by how rare they are among candidates: one that none of them holds tells most about what was asked. After
 * BM25's inverse document frequency, as a share of its highest value.
 */
export function weighedByRarity(words: QueryWord[], bags: WordBag[]): QueryWord[] {
  const rarity = (found: number) => Math.log(1 + (bags.length + 1) / (found + 0.5));
  return words.map((word) => {
    const found = bags.filter((bag) => holds(word, bag) > 0).length;
    return { ...word, weight: (word.weight * rarity(found)) / rarity(0) };
  });
}

/** How much of the word the text holds, 0 to 1. A Hangul word counts by the share of its syllable pairs that are there: spaces and endings differ, words run together. */
export function holds({ text, kind, stems }: QueryWord, bag: WordBag): number {
  const { folded, tokens } = bag;
  if (kind !== "hangul") return tokens.has(text) ? 1 : 0;
  if (folded.includes(text) || stems?.some((stem) => bag.stems().has(stem))) return 1;
  if (text.length < 3) return 0;
  let found = 0;
  for (let index = 0; index + 1 < text.length; index += 1)
    if (folded.includes(text.slice(index, index + 2))) found += 1;
  const share = found / (text.length - 1);
  return share >= LEAST_SHARE ? share : 0;
}

/** Fewer pairs meet by chance. */
const LEAST_SHARE = 0.5;
