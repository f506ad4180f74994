import { boundedCache } from "./bounded-cache.ts";
import { isSyllable } from "./jamo.ts";
import { isPlainlyVerb } from "./korean-stems.ts";
import { mayTransliterate, soundKey } from "./sound-key.ts";
import { onKoreanKeyboard } from "./typed-keys.ts";
import { wordIndex } from "./word-index.ts";

/** The words of the vocabulary as a dictionary: what a word that it does not know may have been meant as. */
export type Spelling = {
  /** The word meant, or the words when two were run together, and how sure that is; undefined when nothing is near. */
  correct(word: string): { words: string[]; trust: number } | undefined;
};

const trustOf = { runTogether: 0.95, sound: 0.78, otherKeyboard: 0.8 };
/** A slip in three letters is believed only inside a longer name. */
const tooShort = 0.44;
const longestRunTogether = 40;
/** The words that people use beside the vocabulary are few, and come again. */
const REMEMBERED_WORDS = 4_000;

/** `words`: folded, Hangul or Latin, of two letters or more. */
export function spelling(words: Iterable<string>): Spelling {
  const hangul: string[] = [];
  const latin: string[] = [];
  for (const word of new Set(words)) (isSyllable(word.charCodeAt(0)) ? hangul : latin).push(word);
  const indexes = { hangul: wordIndex(hangul), latin: wordIndex(latin) };
  const bySound = new Map<string, string[]>();
  for (const word of [...hangul, ...latin]) {
    const key = soundKey(word);
    if (key.length < 2 || word.length < 2) continue;
    const alike = bySound.get(key);
    if (alike === undefined) bySound.set(key, [word]);
    else alike.push(word);
  }

  const byTypo = (word: string, isKorean: boolean) => {
    const near = (isKorean ? indexes.hangul : indexes.latin).nearest(word);
    // Verbs share their endings, which makes any two of them look alike.
    if (near !== undefined && near.distance > 0.5 && isKorean && isPlainlyVerb(word)) return undefined;
    return near && { words: [near.word], trust: trustOfDistance(near.distance, near.word, isKorean) };
  };

  const sounding = (word: string, isKorean: boolean) => {
    const key = soundKey(word);
    const isLong = key.length > 3;
    const found = bySound.get(key)?.find((candidate) => {
      if (isSyllable(candidate.charCodeAt(0)) === isKorean) return false;
      return isKorean ? mayTransliterate(word, candidate) : isLong && mayTransliterate(candidate, word);
    });
    return found === undefined ? undefined : { words: [found], trust: trustOf.sound };
  };

  /** Typed with the keyboard switched to the wrong language. */
  const onOtherKeyboard = (word: string) => {
    const near = word.length < 5 ? undefined : indexes.hangul.nearest(onKoreanKeyboard(word));
    return near === undefined || near.distance > 0.5 ? undefined : { words: [near.word], trust: trustOf.otherKeyboard };
  };

  const apart = (word: string): string[] | undefined => {
    for (let cut = word.length - 3; cut >= 3; cut -= 1) {
      if (!indexes.latin.has(word.slice(0, cut))) continue;
      const rest = word.slice(cut);
      if (indexes.latin.has(rest)) return [word.slice(0, cut), rest];
      const more = rest.length > 6 ? apart(rest) : undefined;
      if (more !== undefined) return [word.slice(0, cut), ...more];
    }
    return undefined;
  };

  const correct = boundedCache(REMEMBERED_WORDS, (word: string): ReturnType<Spelling["correct"]> => {
    const isKorean = isSyllable(word.charCodeAt(0));
    const parts = !isKorean && word.length > 5 ? apart(word) : undefined;
    if (parts !== undefined) return { words: parts, trust: trustOf.runTogether };
    if (isKorean ? indexes.hangul.has(word) : indexes.latin.has(word)) return undefined;
    const typo = byTypo(isKorean ? withoutDrawl(word) : word, isKorean);
    if (typo !== undefined || (isKorean && isPlainlyVerb(word))) return typo;
    return sounding(word, isKorean) ?? (isKorean ? undefined : onOtherKeyboard(word));
  });

  return { correct: (word) => (word.length > longestRunTogether ? undefined : correct(word, undefined)) };
}

/** 터어빈 is 터빈 with the vowel drawn out. */
function withoutDrawl(word: string): string {
  return word.replaceAll(/([가-힣])([아어오우으이])/g, (both, before: string, drawn: string) => {
    const code = before.charCodeAt(0) - 0xac00;
    const vowel = Math.floor((code % 588) / 28);
    const drawnVowel = Math.floor(((drawn.charCodeAt(0) - 0xac00) % 588) / 28);
    return code % 28 === 0 && vowel === drawnVowel ? before : both;
  });
}

function trustOfDistance(distance: number, word: string, isKorean: boolean): number {
  if (!isKorean && word.length < 5 && distance > 0.75) return tooShort;
  const length = isKorean ? word.length * 2.5 : word.length;
  const trust = 1 - (0.9 * distance) / length;
  return Math.max(0.5, Math.min(0.92, length < 6 ? trust - 0.12 : trust));
}
