import type { Term, TermCategory } from "../ports/term-store.ts";
import { boundedCache } from "./bounded-cache.ts";
import { matchTerms, type TermMatch } from "./match-terms.ts";
import { normaliseText } from "./normalise-text.ts";
import type { MatchHow } from "./term-forms.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** How sure it is. `part`: only some of the words stand for the term. */
export type Resolved = { term: Term; confidence: number; how: MatchHow | "part" };

/** The standard term of one category that the words stand for; undefined when they stand for none. */
export function resolveTerm(vocabulary: Vocabulary, category: TermCategory, words: string): Resolved | undefined {
  if (words.length > LONGEST_REMEMBERED) return resolve(vocabulary, { category, words });
  const resolver =
    resolvers.get(vocabulary) ?? boundedCache(REMEMBERED, (_: string, asked: Asked) => resolve(vocabulary, asked));
  resolvers.set(vocabulary, resolver);
  return resolver(`${category}\n${words}`, { category, words });
}

type Asked = { category: TermCategory; words: string };

/** The same places and things are named again and again. A changed vocabulary is another object and begins anew. */
const resolvers = new WeakMap<Vocabulary, (key: string, asked: Asked) => Resolved | undefined>();
const REMEMBERED = 4_000;
const LONGEST_REMEMBERED = 100;

function resolve(vocabulary: Vocabulary, { category, words }: Asked): Resolved | undefined {
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
