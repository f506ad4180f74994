import { isEverydayWord } from "./common-words.ts";
import { englishStem } from "./english-stem.ts";
import { withoutParticle } from "./korean-particles.ts";
import { foldText } from "./normalise-text.ts";
import { splitAtoms } from "./split-atoms.ts";

const word = /[가-힣]+|[a-z]+(?:['’/&.][a-z]+)*\.?|\d+/g;
/** Says nothing without what is denied. */
const denial = /n['’]?t$|^not$/;
const connecting = new Set(
  "of on in at to for from off the and with is has a an or by be up as after before".split(" "),
);

/** The words of a title and its pairs of neighbouring words, each once, as they may stand in an alias. Numbers part words. */
export function titlePhrases(title: string): Set<string> {
  const phrases = new Set<string>();
  let previous: string | undefined;
  for (const [found] of foldText(title).matchAll(word)) {
    const isNumber = /^\d/.test(found);
    const plain = /^[가-힣]/.test(found) ? withoutParticle(found) : found.replace(/\.$/, "");
    if (!isNumber && plain.length > 1 && !connecting.has(plain) && !denial.test(plain) && !isEverydayWord(plain))
      phrases.add(plain);
    if (
      !isNumber &&
      previous !== undefined &&
      !connecting.has(previous) &&
      !connecting.has(plain) &&
      !denial.test(plain)
    ) {
      phrases.add(`${previous} ${plain}`);
    }
    previous = isNumber ? undefined : plain;
  }
  return phrases;
}

/** One for the forms of English words: crack, cracked and cracks. */
export function stemmedPhrase(phrase: string): string {
  return phrase.split(" ").map(englishStem).join(" ");
}

/** What a phrase is matched by: won't start and not starting are one here. */
export function phraseKey(phrase: string): string {
  return splitAtoms(foldText(phrase))
    .map(({ text }) => text)
    .join(" ");
}
