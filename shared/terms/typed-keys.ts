import { toJamo } from "./jamo.ts";

/** Compound letters and the keys that they are typed with. */
const compounds: Record<string, string> = {
  ㅘ: "ㅗㅏ",
  ㅙ: "ㅗㅐ",
  ㅚ: "ㅗㅣ",
  ㅝ: "ㅜㅓ",
  ㅞ: "ㅜㅔ",
  ㅟ: "ㅜㅣ",
  ㅢ: "ㅡㅣ",
  ㄳ: "ㄱㅅ",
  ㄵ: "ㄴㅈ",
  ㄶ: "ㄴㅎ",
  ㄺ: "ㄹㄱ",
  ㄻ: "ㄹㅁ",
  ㄼ: "ㄹㅂ",
  ㄽ: "ㄹㅅ",
  ㄾ: "ㄹㅌ",
  ㄿ: "ㄹㅍ",
  ㅀ: "ㄹㅎ",
  ㅄ: "ㅂㅅ",
};
const latinKeys = "qwertasdfgzxcvyuiophjklbnm";
const hangulKeys = "ㅂㅈㄷㄱㅅㅁㄴㅇㄹㅎㅋㅌㅊㅍㅛㅕㅑㅐㅔㅗㅓㅏㅣㅠㅜㅡ";

/** The keys pressed for a folded text, so that a half-typed syllable is the beginning of the whole one. */
export function typedKeys(folded: string): string {
  return toJamo(folded).replaceAll(/[ㅘ-ㅢㄳ-ㅄ]/g, (letter) => compounds[letter] ?? letter);
}

/** The Korean keys under Latin ones, for who forgot to switch the keyboard: zjsqpdldj is 컨베이어. */
export function onKoreanKeyboard(folded: string): string {
  return folded.replaceAll(/[a-z]/g, (key) => hangulKeys[latinKeys.indexOf(key)]!);
}
