import { createHash } from "node:crypto";
import { GUESS_WEIGHT } from "../../ports/knowledge-index.ts";

/** Qdrant's shape of a sparse vector: which terms, and each term's weight. */
export type TermWeights = { indices: number[]; values: number[] };

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the usual constants. */
const k1 = 1.2;
const b = 0.75;
/** Repeats beyond this add next to nothing; the embedded index stops counting here too. */
const MAX_TERM_FREQUENCY = 63;

/**
 * A chunk's share of BM25: what a term weighs in it, all but how rare the term is. Qdrant's `modifier: idf` multiplies by
 * ln(1 + (N - df + 0.5) / (df + 0.5)) when it is asked, so the dot product with `queryWeights` is BM25.
 * `averageTokens` is the mean length of the corpus's chunks, in tokens.
 */
export function chunkWeights(tokens: string[], averageTokens: number): TermWeights {
  const lengthPart = k1 * (1 - b + (b * tokens.length) / averageTokens);
  return termWeights(tokens, (count) => {
    const frequency = Math.min(count, MAX_TERM_FREQUENCY);
    return ((k1 + 1) * frequency) / (frequency + lengthPart);
  });
}

/** Each term of a query counts once, however often it is said; one that is only guessed counts less. */
export function queryWeights(tokens: string[], guesses: string[] = []): TermWeights {
  const weights = new Map<number, number>();
  for (const guess of guesses) weights.set(termIndex(guess), GUESS_WEIGHT);
  for (const token of tokens) weights.set(termIndex(token), 1);
  return { indices: [...weights.keys()], values: [...weights.values()] };
}

function termWeights(tokens: string[], weigh: (count: number) => number): TermWeights {
  const counts = new Map<number, number>();
  for (const token of tokens) {
    const index = termIndex(token);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { indices: [...counts.keys()], values: [...counts.values()].map(weigh) };
}

/** 32 bits, as Qdrant numbers terms: of 100,000 different terms about one pair shares a number, and is then one term. */
function termIndex(token: string): number {
  return createHash("sha256").update(token).digest().readUInt32BE(0);
}
