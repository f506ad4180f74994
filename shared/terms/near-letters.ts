/** Rows of the Korean two-set keyboard and of QWERTY, in the places where they share keys. */
const keyboards = [
  ["ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
];

/** Letters that are heard or written for one another: plain, tense and aspirated consonants; vowels of loan words. */
const soundAlike =
  "ㄱㅋㄲ ㄷㅌㄸ ㅂㅍㅃ ㅈㅊㅉ ㅅㅆ ㅐㅔ ㅒㅖ ㅓㅗ ㅏㅓ ㅜㅡ ㅕㅔ ㅓㅕ ㅏㅑ ㅗㅛ ㅜㅠ ㅚㅙ ㅚㅞ ㅙㅞ ㅢㅣ ㅟㅣ ㅡㅓ ㅣㅔ ㅓㅔ ck sz sc kq iy ea ou ae bv".split(
    " ",
  );

const near = new Set<string>();
for (const group of soundAlike) for (const one of group) for (const other of group) near.add(one + other);
for (const rows of keyboards) {
  rows.forEach((row, height) => {
    for (let at = 0; at < row.length; at += 1) {
      const neighbours = [row[at + 1], rows[height + 1]?.[at], rows[height + 1]?.[at - 1]];
      for (const other of neighbours) if (other !== undefined) near.add(row[at]! + other).add(other + row[at]!);
    }
  });
}
// Shift on the same key.
for (const pair of ["ㅂㅃ", "ㅈㅉ", "ㄷㄸ", "ㄱㄲ", "ㅅㅆ", "ㅐㅒ", "ㅔㅖ"]) near.add(pair).add(pair[1]! + pair[0]!);

/** What it costs to have written one letter for the other: 0, 0.5 for a neighbour on the keyboard or in sound, else 1. */
export function letterCost(one: string, other: string): number {
  if (one === other) return 0;
  return near.has(one + other) ? 0.5 : 1;
}
