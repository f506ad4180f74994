import { describe, expect, it } from "vitest";
import { bm25Postings } from "../../shared/adapters/embedded/bm25-postings.ts";
import { seededRandom } from "../../shared/evaluation/seeded-random.ts";
import { topRanked } from "../../shared/adapters/embedded/top-ranked.ts";

describe("BM25 over postings in memory", () => {
  const texts = ["a b c", "a a d", "b", "e f g h a", ""].map((text) => text.split(" ").filter(Boolean));
  const postings = bm25Postings();
  for (const text of texts) postings.add(text);

  /** The formula, written out: idf * tf (k1 + 1) / (tf + k1 (1 - b + b * length / average length)). */
  const expected = (row: number, tokens: string[]) => {
    const average = texts.flat().length / texts.length;
    const parts = tokens.map((token) => {
      const df = texts.filter((text) => text.includes(token)).length;
      const tf = texts[row]?.filter((word) => word === token).length ?? 0;
      const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
      return (idf * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * (texts[row]?.length ?? 0)) / average));
    });
    return parts.reduce((sum, part) => sum + part, 0);
  };

  it.each([["a"], ["a b"], ["e d zz"], ["a b c d e f g h"]])("scores %j as the formula says", (query) => {
    const tokens = query.split(" ");
    const found = postings.search(tokens);
    for (const row of texts.keys()) expect(found.at(row)).toBeCloseTo(expected(row, tokens), 12);
    const sharing = [...texts.keys()].filter((row) => texts[row]?.some((word) => tokens.includes(word)));
    expect([...found.rows()].sort((a, b) => a - b)).toEqual(sharing);
  });

  it("counts a token of the query once, and forgets the query before", () => {
    const once = postings.search(["b"]).at(2);
    postings.search(["a", "e"]);
    const again = postings.search(["b", "b"]);
    expect(again.at(2)).toBe(once);
    expect([...again.rows()].sort((a, b) => a - b)).toEqual([0, 2]);
  });

  it("finds the same best rows when it may leave out those that can't be among them", () => {
    const random = seededRandom(3);
    const many = bm25Postings();
    // Word number n about n times as seldom as the first: long lists as well as short ones.
    const word = () => `w${Math.floor(400 ** random())}`;
    for (let row = 0; row < 3_000; row += 1) many.add(Array.from({ length: 12 }, word));
    const isWanted = (row: number) => row % 3 !== 0;
    for (let query = 0; query < 60; query += 1) {
      const tokens = Array.from({ length: 5 }, word);
      const guesses = [word(), "missing"];
      const ranked = (best?: { limit: number; isWanted: (row: number) => boolean }) => {
        const found = many.search(tokens, { guesses, guessWeight: 0.5, ...(best && { best }) });
        const rows = topRanked(found.rows().filter(isWanted), 10, (a, b) => found.at(b) - found.at(a) || a - b);
        return { scores: rows.map((row) => Number(found.at(row).toFixed(9))), touched: found.rows().length };
      };
      const [all, some] = [ranked(), ranked({ limit: 10, isWanted })];
      expect(some.scores).toEqual(all.scores);
      expect(some.touched).toBeLessThanOrEqual(all.touched);
    }
  });

  it("finds nothing in nothing", () => {
    expect(bm25Postings().search(["a"]).rows()).toEqual([]);
    expect(postings.search([]).rows()).toEqual([]);
  });
});

describe("the best of many", () => {
  it("are the first of a full sort, in its order, for any limit", () => {
    const items = Array.from({ length: 300 }, (_, n) => (n * 7_919) % 263);
    const compare = (a: number, b: number) => b - a;
    for (const limit of [0, 1, 2, 17, 299, 300, 1_000]) {
      expect(topRanked(items, limit, compare)).toEqual([...items].sort(compare).slice(0, limit));
    }
  });
});
