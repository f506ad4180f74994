import { nearTokens } from "../terms/near-tokens.ts";
import { tokenise } from "../terms/tokenise.ts";
import { isPerhapsEmpty, type QueryWord } from "./query-words.ts";
import { holds, type ChunkBags, type WordBag } from "./word-coverage.ts";

/** How much of a word each chunk holds, 0 to 1: in all, in its text, in its title and headings. */
export type HeldWord = {
  word: QueryWord;
  whole: number[];
  own: number[];
  above: number[];
  /** The same as `whole`, with less trust in words that are only near. */
  sure: number[];
};

/** What is one slip away counts for most of it. */
const SLIP_PART = 0.9;
const SHORT_SLIP_PART = 0.75;
/** A near word may be another word: as evidence it counts so much. */
const SLIP_TRUST = 0.6;
/** Held less than this by every chunk, a word is lost. */
const LOST = 0.5;
/** Of a word that was perhaps meant to say little. */
const EMPTY_WEIGHT = 0.3;
/** Fewer of a word's tokens meet by chance. */
const LEAST_SHARE = 0.6;

/** With `slips`, a word that no chunk holds whole was perhaps misspelt: words that are one slip away count nearly as much. */
export function heldWords(words: QueryWord[], bags: ChunkBags[], slips: boolean): HeldWord[] {
  let said: Set<string> | undefined;
  return words.map((word) => {
    const row = (by: (bag: WordBag) => number) => ({
      whole: bags.map(({ whole }) => by(whole)),
      own: bags.map(({ own }) => by(own)),
      above: bags.map(({ above }) => by(above)),
    });
    const held = row((bag) => holds(word, bag));
    const sure = held.whole;
    if (!slips || word.kind === "number" || sure.some((part) => part === 1)) return { word, ...held, sure };
    said ??= allTokens(bags);
    const near = nearlyHeld(word, said);
    const found = row((bag) => Math.max(holds(word, bag), near(bag)));
    const isLost = word.weight >= 1 && found.whole.every((part) => part < LOST);
    const meant = isLost && isPerhapsEmpty(word) ? { ...word, weight: EMPTY_WEIGHT } : word;
    return { word: meant, ...found, sure: found.whole.map((part, at) => Math.max(sure[at]!, SLIP_TRUST * part)) };
  });
}

function allTokens(bags: ChunkBags[]): Set<string> {
  const tokens = new Set<string>();
  for (const { whole } of bags) for (const token of whole.tokens) tokens.add(token);
  return tokens;
}

/** How much of a word that was perhaps misspelt a text holds. */
function nearlyHeld(word: QueryWord, said: Set<string>): (bag: WordBag) => number {
  // A short word is near too much that is only part of another word.
  if (word.kind === "hangul" && word.text.length < 3) {
    const near = new Set(nearTokens(word.text));
    return (bag) => (near.isDisjointFrom(bag.words()) ? 0 : SHORT_SLIP_PART);
  }
  const nearby = nearbyTokens(word, said);
  return nearby.every(({ near }) => near.length === 0) ? () => 0 : (bag) => holdsNearly(nearby, bag);
}

type Nearby = { token: string; near: string[] };

/** The word's tokens, each with those of the candidates' tokens that are one slip away. */
function nearbyTokens({ text }: QueryWord, said: Set<string>): Nearby[] {
  return tokenise(text).map((token) => ({ token, near: nearTokens(token).filter((near) => said.has(near)) }));
}

function holdsNearly(nearby: Nearby[], { tokens }: WordBag): number {
  let held = 0;
  for (const { token, near } of nearby) {
    if (tokens.has(token)) held += 1;
    else if (near.some((other) => tokens.has(other))) held += SLIP_PART;
  }
  const share = held / Math.max(1, nearby.length);
  return share < LEAST_SHARE ? 0 : share;
}
