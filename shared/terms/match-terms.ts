import type { Term, TermCategory } from "../ports/term-store.ts";
import { chooseHits } from "./choose-hits.ts";
import { isEverydayWord } from "./common-words.ts";
import { correctAtoms } from "./correct-atoms.ts";
import { joinPlaces, unknownPlaces, type PlacedHit } from "./join-places.ts";
import { joinModifiers } from "./join-modifiers.ts";
import { readAtoms, readText, type Reading } from "./read-text.ts";
import { scanPatterns, type Hit } from "./scan-patterns.ts";
import type { MatchHow } from "./term-forms.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { weighHits } from "./weigh-hits.ts";

/**
 * A standard term found in a text. `start` and `end` are offsets in the text after NFC; `original` is what stands there, with
 * the other half of a name that stands apart.
 */
export type TermMatch = {
  category: TermCategory;
  term: Term;
  original: string;
  start: number;
  end: number;
  /** 0 to 1: how likely these words mean this term. */
  confidence: number;
  how: MatchHow;
  /** The words only repeat a part of the term's name (fault, failure): a symptom beside them says more. */
  general: boolean;
};

/** A piece of a text; offsets as in TermMatch. */
export type Stretch = Pick<TermMatch, "original" | "start" | "end">;

/** Texts longer than this are cut: nobody reports a fault in more characters. */
const longestText = 1_000;

/** The standard terms that a text speaks of, in the order in which they stand; words that mean none are left alone. */
export function matchTerms(vocabulary: Vocabulary, text: string): TermMatch[] {
  return readTerms(vocabulary, text).matches;
}

/** The same, and the places that are numbered as the plant's are but that it does not have: hall 9. */
export function readTerms(vocabulary: Vocabulary, text: string): { matches: TermMatch[]; unknownPlaces: Stretch[] } {
  const composed = text.normalize("NFC").slice(0, longestText);
  const written = readText(composed);
  const hits = hitsOf(vocabulary, written);
  const { spelling, patterns } = vocabulary;
  const corrected = correctAtoms(written, hits, { spelling, isWord: (word) => patterns.idOf(word) >= 0 });
  const reading = corrected === undefined ? written : readAtoms(written.folded, corrected);
  const chosen = chooseHits(reading, corrected === undefined ? hits : hitsOf(vocabulary, reading));
  const placed = joinPlaces(patterns, reading, chosen);
  const unknown = unknownPlaces(patterns, reading, placed).map((piece) => stretchOf(composed, reading, piece));
  const matches = placed.map((hit) => toMatch(composed, reading, hit)).filter((match) => !isChance(match));
  return { matches, unknownPlaces: unknown };
}

function hitsOf({ patterns }: Vocabulary, reading: Reading): Hit[] {
  const ids = reading.atoms.map(({ text }) => patterns.idOf(text));
  return weighHits(reading, joinModifiers(scanPatterns(patterns, reading, ids)));
}

/** An everyday word that happens to be an abbreviation in capitals: she is not SHE. */
function isChance({ original, term }: TermMatch): boolean {
  const capitals = original.toUpperCase();
  if (original === capitals || !isEverydayWord(original.toLowerCase())) return false;
  return term.name === capitals || term.aliases.includes(capitals);
}

function toMatch(
  text: string,
  reading: Reading,
  { pattern, weight, isCorrected, pieces = [], ...span }: PlacedHit,
): TermMatch {
  const [first, ...more] = [span, ...pieces].map((piece) => stretchOf(text, reading, piece));
  return {
    category: pattern.category,
    term: pattern.term,
    ...first!,
    original: [first!, ...more].map(({ original }) => original).join(" "),
    confidence: Math.round(weight * 100) / 100,
    how: isCorrected ? "typo" : pattern.how,
    general: pattern.general,
  };
}

/** Up to behind the counter, when it ends with a number: 7번. */
function stretchOf(text: string, { atoms }: Reading, span: { start: number; end: number }): Stretch {
  const start = atoms[span.start]!.start;
  const last = atoms[span.end - 1]!;
  const end = atoms[span.end - 1 + last.counters]?.end ?? last.end;
  return { original: text.slice(start, end), start, end };
}
