import type { Term, TermCategory } from "../ports/term-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";

export type StandardName = (category: TermCategory, words: string) => string;

/** The standard name of words that are a term's name, code or alias and no other term's; anything else stays as it is. */
export function standardNames(terms: readonly Term[]): StandardName {
  const names = new Map<string, string | undefined>();
  const keyOf = (category: TermCategory, words: string) => `${category}\n${normaliseText(words).replaceAll(" ", "")}`;
  const learn = (term: Term, words: string) => {
    const key = keyOf(term.category, words);
    names.set(key, names.has(key) && names.get(key) !== term.name ? undefined : term.name);
  };
  for (const term of terms) for (const words of new Set([term.code, ...term.aliases])) learn(term, words);
  // A name always means itself, whatever other term lists it as an alias.
  for (const term of terms) names.set(keyOf(term.category, term.name), term.name);
  return (category, words) => (words === "" ? "" : (names.get(keyOf(category, words)) ?? words));
}
