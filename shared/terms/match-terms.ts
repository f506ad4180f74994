import type { Term, TermCategory } from "../ports/term-store.ts";
import { chooseHits } from "./choose-hits.ts";
import { isEverydayWord } from "./common-words.ts";
import { correctAtoms } from "./correct-atoms.ts";
import { joinModifiers } from "./join-modifiers.ts";
import { readAtoms, readText, type Reading } from "./read-text.ts";
import { scanPatterns, type Hit } from "./scan-patterns.ts";
import type { MatchHow } from "./term-forms.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { weighHits } from "./weigh-hits.ts";

/** A standard term found in a text. `start` and `end` are offsets in the text after NFC; `original` is what stands there. */
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

/** Texts longer than this are cut: nobody reports a fault in more characters. */
const longestText = 2_000;

/** The standard terms that a text speaks of, in the order in which they stand; words that mean none are left alone. */
export function matchTerms(vocabulary: Vocabulary, text: string): TermMatch[] {
  const composed = text.normalize("NFC").slice(0, longestText);
  const written = readText(composed);
  const hits = hitsOf(vocabulary, written);
  const { spelling, patterns } = vocabulary;
  const corrected = correctAtoms(written, hits, { spelling, isWord: (word) => patterns.idOf(word) >= 0 });
  const reading = corrected === undefined ? written : readAtoms(written.folded, corrected);
  const chosen = chooseHits(reading, corrected === undefined ? hits : hitsOf(vocabulary, reading));
  return chosen.map((hit) => toMatch(composed, reading, hit)).filter((match) => !isChance(match));
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

function toMatch(text: string, { atoms }: Reading, { pattern, start, end, weight, isCorrected }: Hit): TermMatch {
  const from = atoms[start]!.start;
  const last = atoms[end - 1]!;
  const to = last.counters > 0 ? atoms[end - 1 + last.counters]!.end : last.end;
  return {
    category: pattern.category,
    term: pattern.term,
    original: text.slice(from, to),
    start: from,
    end: to,
    confidence: Math.round(weight * 100) / 100,
    how: isCorrected ? "typo" : pattern.how,
    general: pattern.general,
  };
}
