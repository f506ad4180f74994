/** A full stop behind these, a number at the beginning or a single letter does not end a sentence. */
const openEnded =
  /(?:^|[\s(])(?:no|nos|fig|tab|sec|ch|vs|e\.g|i\.e|etc|approx|max|min|ref|vol|p|pp|[a-z]|제?\d{1,3})\.$/i;
const stop = /[.!?。！？…]+["'”’)\]」』]*(?=\s|$)|\n+/g;

/** The sentences of a text, verbatim, with where each begins. A line break ends one. */
export function splitSentences(text: string): { text: string; start: number }[] {
  const sentences: { text: string; start: number }[] = [];
  let start = 0;
  const add = (end: number) => {
    const piece = text.slice(start, end);
    const trimmed = piece.trim();
    if (trimmed !== "") sentences.push({ text: trimmed, start: start + piece.indexOf(trimmed) });
    start = end;
  };
  for (const found of text.matchAll(stop)) {
    const end = found.index + found[0].length;
    const isBreak = found[0].startsWith("\n");
    const tail = isBreak ? "" : text.slice(Math.max(start, end - 12), end);
    if (isBreak || !(found[0] === "." && isOpenEnded(tail, end - start))) add(end);
  }
  add(text.length);
  return sentences;
}

function isOpenEnded(tail: string, length: number): boolean {
  return openEnded.test(tail) && (length <= 6 || !/\d\.$/.test(tail));
}
