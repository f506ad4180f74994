import type { Term, TermCategory } from "../ports/term-store.ts";
import { normaliseText } from "./normalise-text.ts";
import { spelling, type Spelling } from "./spelling.ts";
import { patternIndex, type PatternIndex } from "./pattern-index.ts";

/** The plant's standard terms, made ready once to be looked for in any number of texts. */
export type Vocabulary = {
  terms: readonly Term[];
  /** Of the term store, so that a change is seen. */
  version: number;
  /** The term with this standard name or code. */
  named(category: TermCategory, nameOrCode: string): Term | undefined;
  /** What matchTerms walks; nobody else looks in. */
  patterns: PatternIndex;
  spelling: Spelling;
};

export function compileVocabulary(terms: readonly Term[], version: number): Vocabulary {
  const byName = new Map<string, Term>();
  const byCode = new Map<string, Term>();
  for (const term of terms) {
    byName.set(`${term.category}\n${normaliseText(term.name)}`, term);
    byCode.set(`${term.category}\n${normaliseText(term.code)}`, term);
  }
  const patterns = patternIndex(terms);
  return {
    terms,
    version,
    named(category, nameOrCode) {
      const key = `${category}\n${normaliseText(nameOrCode)}`;
      return byName.get(key) ?? byCode.get(key);
    },
    patterns,
    spelling: spelling(patterns.words),
  };
}
