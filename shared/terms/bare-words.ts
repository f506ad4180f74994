import { withoutParticle } from "./korean-particles.ts";
import { resolveTerm } from "./resolve-term.ts";
import type { TermCategory } from "../ports/term-store.ts";
import type { Vocabulary } from "./vocabulary.ts";

const trailing =
  /(?:\s+(?:is|are|was|were|be|been|has|have|had|it|at|on|in|of|to|from|by|for|with|the|an?)|[\s,.;:!?…]+)$/i;

/** The user's words without the particles, copulas and prepositions at their end, as long as they still mean the same term. */
export function bareWords(vocabulary: Vocabulary, category: TermCategory, words: string): string {
  const bare = withoutTail(words.trim());
  if (bare === words) return words;
  const [whole, rest] = [words, bare].map((text) => resolveTerm(vocabulary, category, text));
  // A last syllable of an unknown word may be its own.
  if (whole === undefined) return words.length - bare.length > 1 ? bare : words;
  return rest?.term === whole.term && rest.confidence >= whole.confidence ? bare : words;
}

function withoutTail(words: string): string {
  const shorter = words.replace(trailing, "");
  if (shorter !== words && shorter !== "") return withoutTail(shorter);
  const last = /[가-힣]+$/.exec(words)?.[0] ?? "";
  return words.slice(0, words.length - last.length) + withoutParticle(last);
}
