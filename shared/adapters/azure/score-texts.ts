/** A text by its distinct words and how often each occurs. */
type CountedText = { words: string[]; counts: number[]; facts: { length: number } };

const k1 = 1.2;
const b = 0.75;

/** The distinct words of a text, with their counts beside them. */
export function wordCounts(tokens: string[]): { words: string[]; counts: number[] } {
  const counts = new Map<string, number>();
  for (const token of tokens) if (token !== "") counts.set(token, (counts.get(token) ?? 0) + 1);
  return { words: [...counts.keys()], counts: [...counts.values()] };
}

/**
 * BM25 (Robertson and Zaragoza, 2009) of each text, which must be all those that hold any of `tokens`; `corpus` is all
 * texts, these among them.
 */
export function scoreTexts(tokens: string[], texts: CountedText[], corpus: { length: number }[]): number[] {
  const total = Math.max(corpus.length, texts.length);
  const meanLength = corpus.reduce((sum, { length }) => sum + length, 0) / Math.max(1, corpus.length) || 1;
  const weights = tokens.map((token) => {
    const holding = texts.filter(({ words }) => words.includes(token)).length;
    return Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  });
  return texts.map(({ words, counts, facts }) => {
    const norm = k1 * (1 - b + (b * facts.length) / meanLength);
    return tokens.reduce((sum, token, index) => {
      const count = counts[words.indexOf(token)] ?? 0;
      return sum + ((weights[index] ?? 0) * count * (k1 + 1)) / (count + norm);
    }, 0);
  });
}
