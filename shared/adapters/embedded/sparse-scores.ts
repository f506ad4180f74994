/** Scores of some of many rows, kept between queries so that a query allocates nothing for rows that it does not touch. */
export type SparseScores = {
  /** Forgets all scores and makes room for rows below `size`. */
  begin(size: number): void;
  /** `part` must be above 0. */
  add(row: number, part: number): void;
  at(row: number): number;
  /** The rows that have a score, each once; valid until `begin`. */
  rows(): readonly number[];
};

export function sparseScores(): SparseScores {
  let scores = new Float64Array(0);
  let touched: number[] = [];

  return {
    begin(size) {
      if (size > scores.length) scores = new Float64Array(size * 2);
      else for (const row of touched) scores[row] = 0;
      touched = [];
    },
    add(row, part) {
      const score = scores[row] ?? 0;
      if (score === 0) touched.push(row);
      scores[row] = score + part;
    },
    at: (row) => scores[row] ?? 0,
    rows: () => touched,
  };
}
