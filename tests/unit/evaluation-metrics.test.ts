import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readCorpus, readQuestionFile } from "../../shared/cli/evaluate/read-corpus.ts";
import { plainBigrams, whitespaceTokens } from "../../shared/evaluation/baseline-tokens.ts";
import { judgeRanking } from "../../shared/evaluation/judge-ranking.ts";
import { halfOf, readQuestions } from "../../shared/evaluation/question-set.ts";
import { ndcgAt, precisionAt, recallAt, reciprocalRank } from "../../shared/evaluation/ranking-metrics.ts";
import { scoreRetrieval } from "../../shared/evaluation/retrieval-report.ts";
import { mean, share } from "../../shared/evaluation/shares.ts";
import { showEstimate, textTable } from "../../shared/evaluation/text-table.ts";

const judged = { found: [false, true, false, true], relevant: 3 };

describe("the measures of a ranking", () => {
  it("are those of the literature, worked out by hand", () => {
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(ndcgAt(10, judged)).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal);
    expect(ndcgAt(1, judged)).toBe(0);
    expect(ndcgAt(1, { found: [true], relevant: 3 })).toBe(1);
    expect(recallAt(2, judged)).toBeCloseTo(1 / 3);
    expect(precisionAt(5, judged)).toBeCloseTo(2 / 5);
    expect(reciprocalRank(judged)).toBe(1 / 2);
  });

  it("are 0 where nothing is found or wanted", () => {
    const nothing = { found: [], relevant: 0 };
    expect([ndcgAt(10, nothing), recallAt(5, nothing), precisionAt(5, nothing), reciprocalRank(nothing)]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});

describe("an estimate", () => {
  it("holds its mean, is the same every time, and is narrower for more values", () => {
    const few = mean([1, 0, 1, 1]);
    const many = mean(Array.from({ length: 400 }, (_, index) => (index % 4 === 1 ? 0 : 1)));
    expect(few.value).toBe(0.75);
    expect(mean([1, 0, 1, 1])).toEqual(few);
    expect(few.low).toBeLessThanOrEqual(0.75);
    expect(few.high).toBeGreaterThanOrEqual(0.75);
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 3);
    // The textbook's interval of a share: 1.96 standard errors to each side.
    expect(many.low).toBeCloseTo(0.75 - 1.96 * Math.sqrt((0.75 * 0.25) / 400), 1);
  });

  it("of nothing is nothing, and is shown so", () => {
    expect(share(0, 0)).toEqual({ value: 0, low: 0, high: 0, n: 0 });
    expect(showEstimate(share(0, 0))).toBe("-");
    expect(showEstimate(share(2, 2))).toBe("1.000 [1.000 1.000]");
    expect(
      textTable([
        ["a", "b"],
        ["가나", "c"],
        ["d", "e"],
      ]),
    ).toBe("a     b\n가나  c\nd     e");
  });
});

describe("a ranking", () => {
  const place = (document: string, ...headings: string[]) => ({ document, headings });

  it("is judged by sections: each once, where it stands first, whatever it was cut into", () => {
    const question = { relevant: [{ document: "a", heading: "Limits" }] };
    const ranking = [
      place("b", "Limits"),
      place("b", "Limits"),
      place("a", "Steps"),
      place("a", "Limits"),
      place("a", "Limits"),
    ];
    expect(judgeRanking(ranking, question)).toEqual({ found: [false, false, true], relevant: 1 });
  });

  it("may be labelled by a heading further out, or by the document alone", () => {
    expect(
      judgeRanking([place("a", "Part", "Limits")], { relevant: [{ document: "a", heading: "Part" }] }).found,
    ).toEqual([true]);
    expect(judgeRanking([place("a")], { relevant: [{ document: "a" }] }).found).toEqual([true]);
  });

  it("that is empty is a refusal: right without an answer, worth nothing with one", async () => {
    const ask = (id: string, ...relevant: { document: string }[]) => ({
      id,
      language: "en" as const,
      question: id,
      relevant,
    });
    const search = async (query: string) => (query.startsWith("refused") ? [] : [place("a")]);
    const questions = [
      ask("found", { document: "a" }),
      ask("refused 1", { document: "a" }),
      ask("refused 2"),
      ask("answered"),
    ];
    const scores = await scoreRetrieval({ name: "double", search }, questions);
    expect(scores.ndcgAt10.value).toBe(0.5);
    expect(scores.refusalPrecision.value).toBe(0.5);
    expect(scores.refusalRecall.value).toBe(0.5);
  });
});

describe("a set of questions", () => {
  const line = (id: string) => JSON.stringify({ id, language: "ko", question: "무엇인가?", relevant: [] });

  it("is divided by ids alone, about in halves", () => {
    const ids = Array.from({ length: 400 }, (_, index) => ({ id: `ko-${index}` }));
    const tune = ids.filter((id) => halfOf(id) === "tune").length;
    expect(tune).toBeGreaterThan(160);
    expect(tune).toBeLessThan(240);
    expect(halfOf({ id: "ko-1" })).toBe(halfOf({ id: "ko-1" }));
  });

  it("is read line by line, and a line that is wrong is named", () => {
    expect(readQuestions(`${line("a")}\n\n${line("b")}\n`, "q.jsonl").map(({ id }) => id)).toEqual(["a", "b"]);
    for (const wrong of ["{", "[]", '{"id":"a"}', line("")]) {
      expect(() => readQuestions(`${line("a")}\n${wrong}`, "q.jsonl")).toThrow(/q\.jsonl, line 2/);
    }
  });
});

describe("a file of questions", () => {
  it("must hold some, and name documents that are there", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pmark-questions-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "q.jsonl");
    writeFileSync(path.join(folder, "winch.md"), "# Winch\n");
    const corpus = await readCorpus([folder]);
    writeFileSync(
      file,
      `${JSON.stringify({ id: "a", language: "en", question: "rope?", relevant: [{ document: "crane" }] })}\n`,
    );
    await expect(readQuestionFile(file, corpus)).rejects.toThrow(/question a names crane/);
    writeFileSync(file, "\n");
    await expect(readQuestionFile(file, corpus)).rejects.toThrow(/no question/);
  });
});

describe("the tokens of the baselines", () => {
  it("are words between spaces, and all pairs of syllables", () => {
    expect(whitespaceTokens(" 펌프가  Leak! ")).toEqual(["펌프가", "leak!"]);
    expect(plainBigrams("펌프가 샌 P-101A")).toEqual(["펌프", "프가", "샌", "p", "101a"]);
  });
});
