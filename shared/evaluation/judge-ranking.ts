import type { Judged } from "./ranking-metrics.ts";
import type { Question } from "./question-set.ts";

/** What a ranking is made of: where a chunk stands. `document` is its document's name in the labels. */
export type Place = { document: string; headings: string[] };

/** Judges sections, not chunks: a section counts once, where it stands first, however many chunks it was cut into. */
export function judgeRanking(ranking: readonly Place[], { relevant }: Pick<Question, "relevant">): Judged {
  const seen = new Set<string>();
  const open = [...relevant];
  const found = ranking.flatMap(({ document, headings }) => {
    const section = JSON.stringify([document, headings]);
    if (seen.has(section)) return [];
    seen.add(section);
    const at = open.findIndex(
      (wanted) => wanted.document === document && (wanted.heading === undefined || headings.includes(wanted.heading)),
    );
    if (at >= 0) open.splice(at, 1);
    return [at >= 0];
  });
  return { found, relevant: relevant.length };
}
