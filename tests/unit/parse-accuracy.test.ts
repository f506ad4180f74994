import { describe, expect, it } from "vitest";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { judgedFields, judgeParsing, type JudgedField } from "../../shared/evaluation/judge-parsing.ts";
import { sampleItemNos, sampleTerms } from "../harness/sample-terms.ts";
import { ownUtterances } from "../../shared/cli/evaluate/sample-plant-data.ts";

/** Shares of exactly right answers, by rules alone. */
const goals: Partial<Record<JudgedField, number>> = { location: 0.95, equipmentType: 0.9, statusCode: 0.85 };

const vocabulary = compileVocabulary(sampleTerms(), 1);
const itemNos = sampleItemNos();
const utterances = { tune: await ownUtterances("tune"), check: await ownUtterances("check") };

describe.each(["tune", "check"] as const)("the rules on the labelled messages, half %s", (half) => {
  const judgements = judgeParsing(vocabulary, itemNos, utterances[half]);
  const table = judgedFields.map((field) => {
    const ofField = judgements.filter((judgement) => judgement.field === field);
    const correct = ofField.filter(({ expected, found }) => expected === found).length;
    return { half, field, n: ofField.length, correct, percent: Math.round((1000 * correct) / ofField.length) / 10 };
  });
  process.stdout.write(`${table.map((row) => Object.values(row).join("\t")).join("\n")}\n`);

  it.each(Object.entries(goals))("read %s right in a share of at least %d", (field, goal) => {
    const row = table.find((candidate) => candidate.field === field)!;
    expect(row.n).toBeGreaterThan(50);
    expect(row.correct / row.n).toBeGreaterThanOrEqual(goal);
  });
});
