import type { Place } from "./judge-ranking.ts";
import { judgeRanking } from "./judge-ranking.ts";
import { withoutSpaces, withTypos } from "./misspell.ts";
import type { Question } from "./question-set.ts";
import { ndcgAt, recallAt, reciprocalRank } from "./ranking-metrics.ts";
import { mean, share, type Estimate } from "./shares.ts";

/** A way to search: places, best first; none is a refusal. */
export type SearchSystem = { name: string; search: (query: string) => Promise<Place[]> };

/** How the questions are written. */
export const writings = {
  clean: (text: string) => text,
  typos: withTypos,
  "no spaces": withoutSpaces,
} satisfies Record<string, (text: string) => string>;
export type Writing = keyof typeof writings;

export type RetrievalScores = {
  ndcgAt10: Estimate;
  recallAt5: Estimate;
  reciprocalRank: Estimate;
  /** Of the questions that were refused, those without an answer. */
  refusalPrecision: Estimate;
  /** Of the questions without an answer, those that were refused. */
  refusalRecall: Estimate;
};

/** Asks every question in one writing. A refused question with an answer has found nothing, and counts so everywhere. */
export async function scoreRetrieval(
  { search }: SearchSystem,
  questions: readonly Question[],
  writing: Writing = "clean",
  onAsked: () => void = () => {},
): Promise<RetrievalScores> {
  const judged = [];
  let [refused, rightly, unanswerable] = [0, 0, 0];
  for (const question of questions) {
    const ranking = await search(writings[writing](question.question));
    const hasAnswer = question.relevant.length > 0;
    if (hasAnswer) judged.push(judgeRanking(ranking, question));
    else unanswerable += 1;
    if (ranking.length === 0) {
      refused += 1;
      if (!hasAnswer) rightly += 1;
    }
    onAsked();
  }
  return {
    ndcgAt10: mean(judged.map((one) => ndcgAt(10, one))),
    recallAt5: mean(judged.map((one) => recallAt(5, one))),
    reciprocalRank: mean(judged.map(reciprocalRank)),
    refusalPrecision: share(rightly, refused),
    refusalRecall: share(rightly, unanswerable),
  };
}
