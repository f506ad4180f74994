import { isSyllable, partsOf, syllableOf } from "../terms/jamo.ts";
import { seededRandom, seedOf } from "./seeded-random.ts";

/** Of each this many words one is misspelt, and one at least. */
const WORDS_PER_SLIP = 3;
/** What a finger hits beside the key that was meant, on the Korean two-set keyboard and on QWERTY. */
const beside: Record<string, string> = neighbours([
  ["ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
]);
/** What is written for what is heard: the first letter of each pair by the second. */
const heard = new Map(
  "ㅐㅔ ㅔㅐ ㅖㅔ ㅚㅙ ㅙㅚ ㅞㅚ ㅓㅗ ㅗㅓ ㅡㅜ ㅜㅡ ㅢㅣ ㄱㅋ ㅋㄱ ㄷㅌ ㅌㄷ ㅂㅍ ㅍㅂ ㅈㅊ ㅊㅈ ㅅㅆ ㅆㅅ ㄲㄱ"
    .split(" ")
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** The text with slips of the hand and the ear, always the same ones for the same text. Numbers stay. */
export function withTypos(text: string): string {
  const random = seededRandom(seedOf(text));
  const words = text.split(" ");
  const able = words.flatMap((word, index) => (canSlip(word) ? [index] : []));
  const slips = Math.max(1, Math.floor(words.length / WORDS_PER_SLIP));
  for (let slip = 0; slip < slips && able.length > 0; slip += 1) {
    const [index] = able.splice(Math.floor(random() * able.length), 1);
    words[index!] = misspelt(words[index!]!, random);
  }
  return words.join(" ");
}

/** The text as it is written in a hurry: Korean without any spaces, English with every third one gone. */
export function withoutSpaces(text: string): string {
  let gaps = 0;
  return text.replaceAll(/(\S) (?=(\S))/g, (gap, before: string, after: string) => {
    const isKorean = /[가-힣]/.test(before + after);
    gaps += isKorean ? 0 : 1;
    return isKorean || gaps % 3 === 0 ? before : gap;
  });
}

function canSlip(word: string): boolean {
  return /[가-힣]{2}|^[a-z]{4,}/i.test(word);
}

function misspelt(word: string, random: () => number): string {
  const hangul = Array.from(word).flatMap((letter, index) => (isSyllable(letter.charCodeAt(0)) ? [index] : []));
  if (hangul.length > 0) {
    // Particles at the end are seldom what is misspelt.
    const at = hangul[Math.floor(random() * Math.min(hangul.length, 3))]!;
    return word.slice(0, at) + slippedSyllable(word[at]!, random) + word.slice(at + 1);
  }
  return slippedLatin(word, random);
}

function slippedSyllable(syllable: string, random: () => number): string {
  const parts = partsOf(syllable);
  const kind = random();
  if (kind < 0.2 && parts.final !== "") return syllableOf({ ...parts, final: "" })!;
  const place = kind < 0.6 ? "vowel" : "initial";
  const letter = parts[place];
  const near = random() < 0.5 ? heard.get(letter) : undefined;
  const keys = Array.from(beside[letter] ?? heard.get(letter) ?? "");
  const slip = near ?? keys[Math.floor(random() * keys.length)];
  return (slip && syllableOf({ ...parts, [place]: slip })) ?? syllable + syllable;
}

function slippedLatin(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const kind = random();
  if (kind < 0.4) return word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2);
  if (kind < 0.7) return word.slice(0, at) + word.slice(at + 1);
  const keys = Array.from(beside[word[at]!.toLowerCase()] ?? word[at]!);
  return word.slice(0, at) + keys[Math.floor(random() * keys.length)]! + word.slice(at + 1);
}

/** Left and right in the same row: consonants stay with consonants and vowels with vowels but at the middle of the board. */
function neighbours(keyboards: string[][]): Record<string, string> {
  const keys: Record<string, string> = {};
  const isVowel = (letter: string) => /[ㅏ-ㅣ]/.test(letter);
  for (const row of keyboards.flat()) {
    Array.from(row).forEach((key, at) => {
      const near = [row[at - 1], row[at + 1]].filter((other) => other !== undefined && isVowel(other) === isVowel(key));
      keys[key] = near.join("");
    });
  }
  return keys;
}
