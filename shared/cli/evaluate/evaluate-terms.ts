import path from "node:path";
import type { Half } from "../../evaluation/question-set.ts";
import type { Estimate } from "../../evaluation/shares.ts";
import { mean, share } from "../../evaluation/shares.ts";
import { foldText } from "../../terms/normalise-text.ts";
import { learnLexicon } from "../../terms/learning/learn-lexicon.ts";
import { normaliser, type Normaliser } from "../../terms/learning/normaliser.ts";
import type { PairText } from "../../terms/learning/read-pairs.ts";
import { readLexiconFile } from "../../terms/learning/read-lexicon-file.ts";
import { readPairFiles } from "../terms/read-pair-files.ts";
import type { EvaluationTable } from "./report.ts";

export type TermsOptions = { set: Half; files: string[]; train?: string[] | undefined; lexicon?: string | undefined };

const own = (half: Half) => path.join(import.meta.dirname, "../../../tests/fixtures/terms", `${half}.norm`);
const columns = ["error reduction rate", "precision", "recall"];

/** Normalisation of pairs by a lexicon, given or learnt from other pairs, beside the most frequent replacement. */
export async function evaluateTerms({ set, files, train, lexicon }: TermsOptions): Promise<EvaluationTable[]> {
  const judged = await readPairFiles(files.length > 0 ? files : [own(set)]);
  const learnt = lexicon === undefined ? await readPairFiles(train ?? [own("tune")]) : [];
  const normalise = normaliser(lexicon === undefined ? learnLexicon(learnt) : await readLexiconFile(lexicon));
  const systems: [string, Normaliser][] = [
    [
      "leave everything",
      (tokens) => tokens.map((token) => ({ original: token, normalised: token, confidence: 1, how: "learnt" })),
    ],
    ...(lexicon === undefined ? [["most frequent replacement", mostFrequent(learnt)] as [string, Normaliser]] : []),
    ["learnt lexicon", normalise],
  ];
  const tokens = judged.reduce((sum, text) => sum + text.length, 0);
  const title = `terms: ${judged.length} texts, ${tokens} tokens of ${files.length > 0 ? files.join(", ") : `half ${set}`}`;
  return [{ title, columns, rows: systems.map(([name, system]) => ({ name, scores: scored(system, judged) })) }];
}

/** As `terms evaluate` counts, with an interval: each token that needs a change, or is changed, is one thing to be right about. */
function scored(normalise: Normaliser, texts: readonly PairText[]): Record<string, Estimate> {
  const gains: number[] = [];
  let [right, changed, needed] = [0, 0, 0];
  for (const text of texts) {
    const answers = normalise(text.map(({ original }) => original));
    text.forEach(({ original, normalised }, at) => {
      if (normalised === undefined) return;
      const answer = answers[at]!.normalised;
      const isRight = answer === normalised;
      if (answer !== original) changed += 1;
      if (original !== normalised) {
        needed += 1;
        right += isRight ? 1 : 0;
        gains.push(isRight ? 1 : 0);
      } else if (!isRight) gains.push(-1);
    });
  }
  const each = mean(gains);
  const scale = needed === 0 ? 0 : gains.length / needed;
  const rate = { value: each.value * scale, low: each.low * scale, high: each.high * scale, n: needed };
  return { "error reduction rate": rate, precision: share(right, changed), recall: share(right, needed) };
}

/** Each token by what it was most often replaced with. */
function mostFrequent(texts: readonly PairText[]): Normaliser {
  const counts = new Map<string, Map<string, number>>();
  for (const { original, normalised } of texts.flat()) {
    if (normalised === undefined) continue;
    const of = counts.get(foldText(original)) ?? new Map<string, number>();
    counts.set(foldText(original), of.set(normalised, (of.get(normalised) ?? 0) + 1));
  }
  return (tokens) =>
    tokens.map((original) => {
      const [best] = [...(counts.get(foldText(original)) ?? [])].sort((a, b) => b[1] - a[1]);
      return { original, normalised: best?.[0] ?? original, confidence: 1, how: "learnt" };
    });
}
