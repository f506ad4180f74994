/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the usual constants. */
const k1 = 1.2;
const b = 0.75;

/** A posting is row * TF_SPAN + term frequency: one small integer. */
const TF_SPAN = 64;

/** An inverted index in memory. Rows are numbered from 0 as they are added. */
export type Bm25Postings = {
  add(tokens: string[]): void;
  /** Calls `visit` for each distinct token and each row that has it, with the part of the row's score that it gives. */
  score(tokens: string[], visit: (row: number, part: number) => void): void;
};

export function bm25Postings(): Bm25Postings {
  const postings = new Map<string, number[]>();
  const lengths: number[] = [];
  let totalLength = 0;

  return {
    add(tokens) {
      const row = lengths.length;
      lengths.push(tokens.length);
      totalLength += tokens.length;
      for (const token of tokens) {
        const rows = postings.get(token);
        if (rows === undefined) postings.set(token, [row * TF_SPAN + 1]);
        else countIn(rows, row);
      }
    },

    score(tokens, visit) {
      const averageLength = totalLength / lengths.length || 1;
      for (const token of new Set(tokens)) {
        const rows = postings.get(token) ?? [];
        // Plus 1 inside the logarithm, as Lucene has it: a token of most rows still counts a little, never against.
        const idf = Math.log(1 + (lengths.length - rows.length + 0.5) / (rows.length + 0.5));
        for (const posting of rows) {
          const row = Math.floor(posting / TF_SPAN);
          const tf = posting % TF_SPAN;
          const norm = k1 * (1 - b + (b * (lengths[row] ?? 0)) / averageLength);
          visit(row, (idf * tf * (k1 + 1)) / (tf + norm));
        }
      }
    },
  };
}

function countIn(rows: number[], row: number): void {
  const last = rows[rows.length - 1] ?? 0;
  if (Math.floor(last / TF_SPAN) !== row) rows.push(row * TF_SPAN + 1);
  else if (last % TF_SPAN < TF_SPAN - 1) rows[rows.length - 1] = last + 1;
}
