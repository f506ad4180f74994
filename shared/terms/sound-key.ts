import { isSyllable, partsOf } from "./jamo.ts";

/**
 * How a word sounds, in the coarse consonants that English words keep when they are written in Korean: 노이즈 and noise are
 * both "NS", 리크 and leak "LK". A word that begins with a vowel begins with "A".
 */
export function soundKey(word: string): string {
  const sounds = isSyllable(word.charCodeAt(0)) ? koreanSounds(word) : englishSounds(word);
  return sounds.replaceAll(/(.)\1+/g, "$1");
}

const koreanClasses: Record<string, string> = {
  ...classOf("ㄱㄲㅋ", "K"),
  ...classOf("ㄷㄸㅌ", "T"),
  ...classOf("ㅂㅃㅍ", "P"),
  ...classOf("ㅅㅆㅈㅉㅊ", "S"),
  ㄴ: "N",
  ㅁ: "M",
  ㄹ: "L",
};
/** Final ㅅ is how a final t sounds: 로보트, 로봇. */
const finalClasses: Record<string, string> = { ...koreanClasses, ㅅ: "T", ㅇ: "N" };

function koreanSounds(word: string): string {
  let sounds = "";
  for (let at = 0; at < word.length; at += 1) {
    if (!isSyllable(word.charCodeAt(at))) continue;
    const { initial, final } = partsOf(word[at]!);
    if (at === 0 && initial === "ㅇ") sounds += "A";
    sounds += (koreanClasses[initial] ?? "") + (finalClasses[final] ?? "");
  }
  return sounds;
}

const englishSpellings: [RegExp, string][] = [
  [/[st]ion|cian/g, "SN"],
  [/tch|ch|sh|dge/g, "S"],
  [/ph/g, "P"],
  [/ck|qu|q/g, "K"],
  [/gh/g, ""],
  [/th/g, "S"],
  [/x/g, "KS"],
  [/c(?=[eiy])|g(?=[ei])/g, "S"],
  [/ng/g, "N"],
  [/r(?![aeiouy])/g, ""],
  [/[cgk]/g, "K"],
  [/[td]/g, "T"],
  [/[pbfv]/g, "P"],
  [/[szj]/g, "S"],
  [/[rl]/g, "L"],
  [/n/g, "N"],
  [/m/g, "M"],
  [/[^A-Z]/g, ""],
];

function englishSounds(word: string): string {
  let sounds = word.length > 3 ? word.replace(/([cg]?)e$/, (_, soft: string) => (soft === "" ? "" : "s")) : word;
  for (const [spelling, sound] of englishSpellings) sounds = sounds.replaceAll(spelling, sound);
  return /^[aeiouwy]/.test(word) ? `A${sounds}` : sounds;
}

function classOf(letters: string, sound: string): Record<string, string> {
  return Object.fromEntries(letters.split("").map((letter) => [letter, sound]));
}

/** Korean vowels that an English one is written with. */
const vowelSpellings: Record<string, string> = {
  a: "ㅏㅐㅔㅓㅑㅗ",
  e: "ㅔㅣㅐㅓㅡ",
  i: "ㅣㅏㅡㅓ",
  o: "ㅗㅓㅏㅜ",
  u: "ㅜㅓㅠㅏㅡ",
  y: "ㅣㅏ",
};

/** Whether the first vowels agree, no vowel is missing, and two consonants alone do not have to carry the likeness. */
export function mayTransliterate(korean: string, english: string): boolean {
  const vowel = /[aeiouy]/.exec(english)?.[0];
  if (vowel === undefined || !vowelSpellings[vowel]!.includes(partsOf(korean[0]!).vowel)) return false;
  const sounded = english.replace(/e$/, "").match(/[aeiouy]+/g)?.length ?? 1;
  if (korean.length < sounded) return false;
  const last = partsOf(korean.at(-1)!);
  return soundKey(korean).length > 2 || (last.vowel === "ㅡ" && last.final === "");
}
