/** The names of the letters as Koreans write them, longer ones first. */
const names: [string, string][] = [
  ["더블유", "w"],
  ["에이치", "h"],
  ["에이", "a"],
  ["에프", "f"],
  ["아이", "i"],
  ["제이", "j"],
  ["케이", "k"],
  ["에스", "s"],
  ["브이", "v"],
  ["부이", "v"],
  ["엑스", "x"],
  ["와이", "y"],
  ["제트", "z"],
  ["피이", "p"],
  ["비이", "b"],
  ["디이", "d"],
  ["티이", "t"],
  ["씨이", "c"],
  ["비", "b"],
  ["씨", "c"],
  ["시", "c"],
  ["디", "d"],
  ["이", "e"],
  ["지", "g"],
  ["엘", "l"],
  ["엠", "m"],
  ["앰", "m"],
  ["엔", "n"],
  ["앤", "n"],
  ["오", "o"],
  ["피", "p"],
  ["큐", "q"],
  ["알", "r"],
  ["아르", "r"],
  ["티", "t"],
  ["유", "u"],
];

/** The abbreviation that a Korean word spells out letter by letter (엔에이치티 is nht), if `isWord` knows it. */
export function spelledLetters(syllables: string, isWord: (letters: string) => boolean): string | undefined {
  const search = (from: number, letters: string): string | undefined => {
    if (letters.length > 6) return undefined;
    if (from === syllables.length) return letters.length > 1 && isWord(letters) ? letters : undefined;
    for (const [name, letter] of names) {
      if (!syllables.startsWith(name, from)) continue;
      const found = search(from + name.length, letters + letter);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(0, "");
}
