import type { Normaliser } from "./normaliser.ts";
import type { PairText } from "./read-pairs.ts";

/** Shares from 0 to 1 (the error reduction rate may be negative); undefined shares, nothing to divide by, are 0. */
export type NormalisationReport = {
  /** Tokens. */
  n: number;
  precision: number;
  recall: number;
  errorReductionRate: number;
};

/**
 * Token by token, capitals counted, as lexical normalisation is measured (van der Goot, 2019; MultiLexNorm, 2021):
 * TP = needed a change and got the right one; FN = needed a change and did not get the right one, whether left alone or
 * changed wrongly; FP = needed no change and was changed.
 * precision = TP / (TP + FP + changed wrongly), so a wrong change counts against it; recall = TP / (TP + FN);
 * error reduction rate = (TP - FP) / (TP + FN): the share of the errors that is gone, 0 for leaving everything alone.
 * Tokens whose normalised side is not given are left out.
 */
export function evaluateNormalisation(normalise: Normaliser, texts: readonly PairText[]): NormalisationReport {
  let [n, right, missed, changedWrongly, spoilt] = [0, 0, 0, 0, 0];
  for (const text of texts) {
    const answers = normalise(text.map((pair) => pair.original));
    text.forEach(({ original, normalised }, at) => {
      if (normalised === undefined) return;
      const answer = answers[at]!.normalised;
      n += 1;
      if (original === normalised) spoilt += answer === normalised ? 0 : 1;
      else if (answer === normalised) right += 1;
      else if (answer === original) missed += 1;
      else changedWrongly += 1;
    });
  }
  const needed = right + missed + changedWrongly;
  return {
    n,
    precision: share(right, right + spoilt + changedWrongly),
    recall: share(right, needed),
    errorReductionRate: share(right - spoilt, needed),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
