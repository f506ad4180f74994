import { isEverydayWord } from "./common-words.ts";
import { isParticle, withoutParticle } from "./korean-particles.ts";
import { readTerms } from "./match-terms.ts";
import type { Vocabulary } from "./vocabulary.ts";

const MOST_WORDS = 3;

/** The stretch of up to three words in which no term is read; undefined where there is none, or more than one. */
export function unreadWords(vocabulary: Vocabulary, text: string): string | undefined {
  const composed = text.normalize("NFC");
  const { matches, unknownPlaces } = readTerms(vocabulary, composed);
  let rest = composed;
  for (const { start, end } of [...matches, ...unknownPlaces]) {
    rest = `${rest.slice(0, start)}${"\n".repeat(end - start)}${rest.slice(end)}`;
  }
  const stretches = rest.split(/\n+/).map(wordsOf).filter(Boolean);
  return stretches.length === 1 && stretches[0]!.split(" ").length <= MOST_WORDS ? stretches[0] : undefined;
}

/** The words that could be a name, without particles at the end. */
function wordsOf(stretch: string): string {
  const words = stretch
    .split(/\s+/)
    .map((word) => word.replaceAll(/^\P{L}+|[^\p{L}\p{N}]+$/gu, ""))
    .filter((word) => word.length > 1 && !isParticle(word) && !isEverydayWord(word.toLowerCase()));
  return withoutParticle(words.join(" "));
}
