import { sparseScores, type SparseScores } from "./sparse-scores.ts";

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the usual constants. */
const k1 = 1.2;
const b = 0.75;

/** A posting is one small integer: the row above these bits, the term frequency (at most 63) in them. */
const TF_BITS = 6;
const MAX_TF = 63;

/** An inverted index in memory. Rows are numbered from 0 as they are added. */
export type Bm25Postings = {
  add(tokens: string[]): void;
  /** The rows that share a token or a guess, with their scores; a guess counts `guessWeight`. Valid until the next search. */
  search(tokens: string[], guesses?: string[], guessWeight?: number): Pick<SparseScores, "at" | "rows">;
};

export function bm25Postings(): Bm25Postings {
  const postings = new Map<string, number[]>();
  const lengths: number[] = [];
  const scores = sparseScores();
  let totalLength = 0;

  return {
    add(tokens) {
      const row = lengths.length;
      lengths.push(tokens.length);
      totalLength += tokens.length;
      for (const token of tokens) {
        const rows = postings.get(token);
        if (rows === undefined) postings.set(token, [(row << TF_BITS) | 1]);
        else countIn(rows, row);
      }
    },

    search(tokens, guesses = [], guessWeight = 1) {
      scores.begin(lengths.length);
      const lengthFactor = (k1 * b * lengths.length) / (totalLength || 1);
      const parts = new Map<string, number>();
      for (const guess of guesses) parts.set(guess, guessWeight);
      for (const token of tokens) parts.set(token, 1);
      for (const [token, part] of parts) {
        const rows = postings.get(token);
        if (rows === undefined) continue;
        // Plus 1 inside the logarithm, as Lucene has it: a token of most rows still counts a little, never against.
        const idf = Math.log(1 + (lengths.length - rows.length + 0.5) / (rows.length + 0.5));
        const weight = part * idf * (k1 + 1);
        for (const posting of rows) {
          const row = posting >>> TF_BITS;
          const tf = posting & MAX_TF;
          scores.add(row, (weight * tf) / (tf + k1 * (1 - b) + lengthFactor * (lengths[row] ?? 0)));
        }
      }
      return scores;
    },
  };
}

function countIn(rows: number[], row: number): void {
  const last = rows[rows.length - 1] ?? 0;
  if (last >>> TF_BITS !== row) rows.push((row << TF_BITS) | 1);
  else if ((last & MAX_TF) < MAX_TF) rows[rows.length - 1] = last + 1;
}
