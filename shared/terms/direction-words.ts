/** Ways of saying that a reading goes up or down: what is said of one is said of the others. Stems for verbs. */
const directions = [
  {
    nouns: ["상승", "증가", "높음", "과다", "급상승"],
    stems: ["올라가", "오르", "높", "높아지", "상승하", "증가하", "치솟", "늘", "늘어나"],
    english: ["rise", "rising", "increase", "high", "too high", "going up", "goes up", "climbing"],
    before: "high",
  },
  {
    nouns: ["저하", "감소", "하락", "떨어짐", "낮음", "부족", "급감"],
    stems: ["떨어지", "내려가", "낮", "낮아지", "줄", "줄어들", "저하되", "감소하", "부족하", "모자라"],
    english: ["drop", "dropping", "fall", "falling", "decrease", "low", "too low", "going down", "goes down"],
    before: "low",
  },
];

/** Other ways of saying a form such as 온도상승, 유량 감소, high level, temperature rise. `stems` take a verb ending. */
export function directionVariants(form: string): { nouns: string[]; stems: string[] } {
  const folded = form.toLowerCase();
  for (const { nouns, stems, english, before } of directions) {
    const noun = nouns.find((word) => folded.endsWith(word) && folded.length > word.length + 1);
    if (noun !== undefined) {
      const subject = folded.slice(0, -noun.length).trim();
      return { nouns: nouns.map((word) => `${subject} ${word}`), stems: stems.map((stem) => `${subject} ${stem}`) };
    }
    const behind = english.find((word) => folded.endsWith(` ${word}`));
    const isBefore = folded.startsWith(`${before} `);
    if (behind === undefined && !isBefore) continue;
    const subject = isBefore ? folded.slice(before.length + 1) : folded.slice(0, -behind!.length - 1);
    return { nouns: [...english.map((word) => `${subject} ${word}`), `${before} ${subject}`], stems: [] };
  }
  return { nouns: [], stems: [] };
}
