import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evaluateNormalisation } from "../../shared/terms/learning/evaluate-normalisation.ts";
import { learnLexicon } from "../../shared/terms/learning/learn-lexicon.ts";
import type { Normaliser } from "../../shared/terms/learning/normaliser.ts";
import { normaliser } from "../../shared/terms/learning/normaliser.ts";
import { readPairs } from "../../shared/terms/learning/read-pairs.ts";
import { pairTexts, yardPairs } from "../fixtures/learning-pairs.ts";

const answering =
  (answers: Record<string, string>): Normaliser =>
  (tokens) =>
    tokens.map((original) => ({
      original,
      normalised: answers[original] ?? original,
      confidence: 1,
      how: answers[original] === undefined ? "unchanged" : "learnt",
    }));

describe("the measure of a normaliser", () => {
  const texts = pairTexts("RPL=replace rope BRG=bearing DR=door chain");

  it("counts right, missed, wrong and needless changes by token", () => {
    const report = evaluateNormalisation(answering({ RPL: "replace", BRG: "bridge", chain: "chains" }), texts);
    expect(report).toEqual({ n: 5, precision: 1 / 3, recall: 1 / 3, errorReductionRate: 0 });
  });

  it("is 0 for leaving everything alone, 1 for no error left, below 0 for harm", () => {
    expect(evaluateNormalisation(answering({}), texts).errorReductionRate).toBe(0);
    const perfect = answering({ RPL: "replace", BRG: "bearing", DR: "door" });
    expect(evaluateNormalisation(perfect, texts)).toMatchObject({ precision: 1, recall: 1, errorReductionRate: 1 });
    expect(evaluateNormalisation(answering({ rope: "ropes" }), texts).errorReductionRate).toBeCloseTo(-1 / 3);
  });

  it("is 0 where nothing was to be changed, and counts no token whose normalised side is missing", () => {
    const open = [[{ original: "a", normalised: undefined }]];
    expect(evaluateNormalisation(answering({}), open)).toEqual({
      n: 0,
      precision: 0,
      recall: 0,
      errorReductionRate: 0,
    });
  });

  it("is nearly 1 for a lexicon on the pairs that it was learnt from", () => {
    const report = evaluateNormalisation(normaliser(learnLexicon(yardPairs)), yardPairs);
    expect(report.errorReductionRate).toBeGreaterThan(0.97);
  });
});

const folder = path.join(import.meta.dirname, "../../../shared/data/maintnorm");

describe.skipIf(!existsSync(folder))("real short texts of two companies (skipped without ../shared/data)", () => {
  const read = (name: string) => readPairs(readFileSync(path.join(folder, `company_${name}.norm`)), name);
  const rate = (train: string[], check: string[]) =>
    evaluateNormalisation(normaliser(learnLexicon(train.flatMap(read))), check.flatMap(read)).errorReductionRate;

  it("lose 93 % of their errors when both companies were learnt", () => {
    expect(rate(["a.train", "b.train"], ["a.val", "b.val"])).toBeGreaterThan(0.955);
  });

  it("lose most of their errors when only the other company was learnt", () => {
    expect(rate(["a.train"], ["b.val"])).toBeGreaterThan(0.7);
    expect(rate(["b.train"], ["a.val"])).toBeGreaterThan(0.88);
  });
});
