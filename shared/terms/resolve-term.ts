import type { Term, TermCategory } from "../ports/term-store.ts";
import { matchTerms, type TermMatch } from "./match-terms.ts";
import { normaliseText } from "./normalise-text.ts";
import type { MatchHow } from "./term-forms.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How sure it is. `part`: only some of the words stand for the term. */
export type Resolved = { term: Term; confidence: number; how: MatchHow | "part" };

/** The standard term of one category that the words stand for; undefined when they stand for none. */
export function resolveTerm(vocabulary: Vocabulary, category: TermCategory, words: string): Resolved | undefined {
  const named = vocabulary.named(category, words);
  if (named !== undefined) return { term: named, confidence: 1, how: "exact" };
  let best: TermMatch | undefined;
  for (const match of matchTerms(vocabulary, words)) {
    if (match.category === category && (best === undefined || match.confidence > best.confidence)) best = match;
  }
  if (best === undefined) return undefined;
  const isWhole = sizeOf(best.original) >= sizeOf(words) * wholeShare;
  return { term: best.term, confidence: best.confidence, how: isWhole ? best.how : "part" };
}

/** A particle or a sign more does not make the words another thing. */
const wholeShare = 0.75;

function sizeOf(words: string): number {
  return normaliseText(words).replaceAll(/[\s\-./#_]/g, "").length;
}
