import type { TermCategory } from "../ports/term-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";

/** A shorter alias within the user's words may stand there by chance. */
const SHARE_OF_WORDS = 0.5;

/** The name of the term that stands in the user's words, whatever particles and small words are around it: the longest alias. */
export function spokenName(
  vocabulary: Vocabulary,
  category: TermCategory,
  { term, original }: { term: string; original: string },
): string | undefined {
  const said = bare(original);
  let longest: string | undefined;
  for (const alias of vocabulary.named(category, term)?.aliases ?? []) {
    const name = bare(alias);
    const isSaid = name.length >= said.length * SHARE_OF_WORDS && said.includes(name);
    if (isSaid && name.length > bare(longest ?? "").length) longest = alias;
  }
  return longest !== undefined && bare(longest) === said ? original : longest;
}

function bare(words: string): string {
  return normaliseText(words).replaceAll(" ", "");
}
