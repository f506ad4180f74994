import { toJamo } from "./jamo.ts";

/** Rows of the Korean two-set keyboard and of QWERTY, in the places where they share keys. */
const keyboards = [
  ["ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
];
/** Shift on the same key. */
const shifted = "ㅂㅃ ㅈㅉ ㄷㄸ ㄱㄲ ㅅㅆ ㅐㅒ ㅔㅖ";
/** Letters that are heard or written for one another: plain, tense and aspirated consonants; vowels of loan words. */
const soundAlike =
  "ㄱㅋㄲ ㄷㅌㄸ ㅂㅍㅃ ㅈㅊㅉ ㅅㅆ ㅐㅔ ㅒㅖ ㅓㅗ ㅏㅓ ㅜㅡ ㅕㅔ ㅓㅕ ㅏㅑ ㅗㅛ ㅜㅠ ㅚㅙ ㅚㅞ ㅙㅞ ㅢㅣ ㅟㅣ ㅡㅓ ㅣㅔ ㅓㅔ ck sz sc kq iy ea ou ae bv";

/** Latin letters are 1 to 26, Hangul letters 27 to 77; anything else is 0 and like nothing. */
const latinBefore = 96;
const jamoBefore = 0x3131 - 27;
export const letterCount = 78;

/** The letters of a folded word as small numbers; syllables are taken apart. */
export function lettersOf(word: string): Uint8Array {
  const typed = toJamo(word);
  const letters = new Uint8Array(typed.length);
  for (let at = 0; at < typed.length; at += 1) letters[at] = letterOf(typed.charCodeAt(at));
  return letters;
}

/** What it costs to have written one letter for the other: 0, 0.5 for a neighbour on the keyboard or in sound, else 1. */
export function letterCost(one: number, other: number): number {
  if (one === other && one !== 0) return 0;
  return near[one * letterCount + other] === 1 ? 0.5 : 1;
}

/** The letters that are easily written for this one: neighbours on the keyboard or in sound. */
export function lettersNear(letter: string): string[] {
  return lettersBeside.get(letter) ?? [];
}

const near = nearLetters();
const lettersBeside = new Map(
  everyLetter().map((letter) => [
    letter,
    everyLetter().filter((other) => letterCost(letterOf(letter.charCodeAt(0)), letterOf(other.charCodeAt(0))) === 0.5),
  ]),
);

function everyLetter(): string[] {
  return [...new Set(keyboards.flat().join("") + shifted.replaceAll(" ", ""))];
}

function nearLetters(): Uint8Array {
  const table = new Uint8Array(letterCount * letterCount);
  const relate = (one: string, other: string) => {
    const [a, b] = [letterOf(one.charCodeAt(0)), letterOf(other.charCodeAt(0))];
    table[a * letterCount + b] = 1;
    table[b * letterCount + a] = 1;
  };
  for (const group of `${shifted} ${soundAlike}`.split(" ")) {
    for (const one of group) for (const other of group) relate(one, other);
  }
  for (const rows of keyboards) {
    rows.forEach((row, height) => {
      for (let at = 0; at < row.length; at += 1) {
        const neighbours = [row[at + 1], rows[height + 1]?.[at], rows[height + 1]?.[at - 1]];
        for (const other of neighbours) if (other !== undefined) relate(row[at]!, other);
      }
    });
  }
  return table;
}

function letterOf(code: number): number {
  if (code > latinBefore && code <= latinBefore + 26) return code - latinBefore;
  return code >= 0x3131 && code <= 0x3163 ? code - jamoBefore : 0;
}
