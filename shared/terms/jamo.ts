const syllables = { first: 0xac00, last: 0xd7a3 };
const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".split("");
const vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ".split("");
const finals = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ".split("")];

/** Whether a UTF-16 code unit is a composed Hangul syllable (U+AC00 to U+D7A3). */
export function isSyllable(code: number): boolean {
  return code >= syllables.first && code <= syllables.last;
}

/** A syllable taken apart, after the arithmetic of The Unicode Standard, section 3.12. `final` is "" when there is none. */
export function partsOf(syllable: string): { initial: string; vowel: string; final: string } {
  const index = syllable.charCodeAt(0) - syllables.first;
  return {
    initial: initials[Math.floor(index / 588)]!,
    vowel: vowels[Math.floor((index % 588) / 28)]!,
    final: finals[index % 28]!,
  };
}

/** The syllable of these parts; undefined when a part is none. */
export function syllableOf(parts: { initial: string; vowel: string; final: string }): string | undefined {
  const [initial, vowel, final] = [
    initials.indexOf(parts.initial),
    vowels.indexOf(parts.vowel),
    finals.indexOf(parts.final),
  ];
  if (initial < 0 || vowel < 0 || final < 0) return undefined;
  return String.fromCharCode(syllables.first + initial * 588 + vowel * 28 + final);
}

/** Letters of every syllable in the order in which they are typed; other characters stay. */
export function toJamo(text: string): string {
  let letters = "";
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (!isSyllable(code)) {
      letters += text[index];
      continue;
    }
    const at = code - syllables.first;
    letters += initials[Math.floor(at / 588)]! + vowels[Math.floor((at % 588) / 28)]! + finals[at % 28]!;
  }
  return letters;
}

/** Each syllable's first consonant; other characters stay. */
export function initialsOf(text: string): string {
  let letters = "";
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    letters += isSyllable(code) ? initials[Math.floor((code - syllables.first) / 588)]! : text[index];
  }
  return letters;
}
