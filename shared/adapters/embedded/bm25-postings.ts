import { sparseScores, type SparseScores } from "./sparse-scores.ts";
import { topRanked } from "./top-ranked.ts";

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the usual constants. */
const k1 = 1.2;
const b = 0.75;

/** A posting is one small integer: the row above these bits, the term frequency (at most 63) in them. */
const TF_BITS = 6;
const MAX_TF = 63;

/** Shorter lists are read through faster than it is found out whether they need to be. */
const LONG_LIST = 500;

export type PostingsQuery = {
  /** Tokens that may have been meant: each counts `guessWeight`. */
  guesses?: string[] | undefined;
  guessWeight?: number;
  /** Only the best wanted rows need to be found: rows that can't be among them may be left out. */
  best?: { limit: number; isWanted: (row: number) => boolean };
};

/** An inverted index in memory. Rows are numbered from 0 as they are added. */
export type Bm25Postings = {
  add(tokens: string[]): void;
  /** The rows that share a token or a guess, with their scores; valid until the next search. */
  search(tokens: string[], query?: PostingsQuery): Pick<SparseScores, "at" | "rows">;
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

    search(tokens, { guesses = [], guessWeight = 1, best } = {}) {
      scores.begin(lengths.length);
      const parts = new Map<string, number>();
      for (const guess of guesses) parts.set(guess, guessWeight);
      for (const token of tokens) parts.set(token, 1);
      const lists = [...parts].flatMap(([token, part]) => {
        const rows = postings.get(token);
        // Plus 1 inside the logarithm, as Lucene has it: a token of most rows still counts a little, never against.
        const idf = Math.log(1 + (lengths.length - (rows?.length ?? 0) + 0.5) / ((rows?.length ?? 0) + 0.5));
        return rows === undefined ? [] : [{ rows, weight: part * idf * (k1 + 1) }];
      });
      // The rare ones first: once the best rows outweigh all that is left, common tokens bring no new ones (Turtle and Flood, 1995).
      if (best !== undefined) lists.sort((one, other) => other.weight - one.weight);
      let left = lists.reduce((sum, { weight }) => sum + weight, 0);
      let isClosed = false;
      for (const { rows, weight } of lists) {
        isClosed ||= best !== undefined && rows.length > LONG_LIST && leastOfBest(best) > left;
        addAll(rows, weight, isClosed);
        left -= weight;
      }
      return scores;
    },
  };

  function addAll(rows: number[], weight: number, isClosed: boolean): void {
    const lengthFactor = (k1 * b * lengths.length) / (totalLength || 1);
    const add = (posting: number) => {
      const row = posting >>> TF_BITS;
      const tf = posting & MAX_TF;
      scores.add(row, (weight * tf) / (tf + k1 * (1 - b) + lengthFactor * (lengths[row] ?? 0)));
    };
    const found = scores.rows();
    if (!isClosed) for (const posting of rows) add(posting);
    else if (found.length * Math.log2(rows.length) > rows.length) {
      for (const posting of rows) if (scores.at(posting >>> TF_BITS) > 0) add(posting);
    } else {
      for (const row of found) {
        const posting = rows[firstFrom(rows, row << TF_BITS)];
        if (posting !== undefined && posting >>> TF_BITS === row) add(posting);
      }
    }
  }

  /** The lowest of the best scores so far; 0 while there are fewer than wanted. */
  function leastOfBest({ limit, isWanted }: NonNullable<PostingsQuery["best"]>): number {
    const first = topRanked(scores.rows().filter(isWanted), limit, (one, other) => scores.at(other) - scores.at(one));
    const last = first[limit - 1];
    return last === undefined ? 0 : scores.at(last);
  }
}

/** Where the first number that is not below `least` stands. */
function firstFrom(sorted: number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countIn(rows: number[], row: number): void {
  const last = rows[rows.length - 1] ?? 0;
  if (last >>> TF_BITS !== row) rows.push((row << TF_BITS) | 1);
  else if ((last & MAX_TF) < MAX_TF) rows[rows.length - 1] = last + 1;
}
