import type { Term, TermCategory } from "../ports/term-store.ts";
import { normaliseText } from "./normalise-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Terms that what is being typed may become, the likeliest first. */
export function suggestTerms(
  vocabulary: Vocabulary,
  { query, category, limit }: { query: string; category?: TermCategory | undefined; limit: number },
): Term[] {
  const wanted = normaliseText(query);
  if (wanted === "") return [];
  return vocabulary.terms
    .filter((term) => category === undefined || term.category === category)
    .filter(({ name, aliases }) => [name, ...aliases].some((form) => normaliseText(form).startsWith(wanted)))
    .slice(0, limit);
}
