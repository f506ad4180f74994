import { halfOf, type Half } from "../../evaluation/question-set.ts";
import { scoreRetrieval, writings, type RetrievalScores, type Writing } from "../../evaluation/retrieval-report.ts";
import { compileVocabulary } from "../../terms/vocabulary.ts";
import { progressOf } from "../import/progress.ts";
import { chunksOf, withIndexes } from "./corpus-index.ts";
import { ownDocuments, ownQuestions, readCorpus, readQuestionFile } from "./read-corpus.ts";
import type { EvaluationTable } from "./report.ts";
import { retrievalSystems } from "./retrieval-systems.ts";
import { sampleTerms } from "./sample-plant-data.ts";

export type RetrievalOptions = { set: Half; documents?: string[] | undefined; questions?: string | undefined };

const measures: [column: string, measure: keyof RetrievalScores][] = [
  ["nDCG@10", "ndcgAt10"],
  ["recall@5", "recallAt5"],
  ["MRR", "reciprocalRank"],
  ["refusal precision", "refusalPrecision"],
  ["refusal recall", "refusalRecall"],
];

/** Labelled questions over labelled documents, in three writings and by every way of searching: one table a writing. */
export async function evaluateRetrieval({ set, ...from }: RetrievalOptions): Promise<EvaluationTable[]> {
  const corpus = await readCorpus(from.documents ?? ownDocuments);
  const questions = (await readQuestionFile(from.questions ?? ownQuestions, corpus)).filter(
    (question) => halfOf(question) === set,
  );
  const chunks = await chunksOf(corpus);
  const count = [...chunks.values()].reduce((sum, { length }) => sum + length, 0);
  const answerable = questions.filter(({ relevant }) => relevant.length > 0).length;
  const terms = compileVocabulary(from.documents === undefined ? await sampleTerms() : [], 1);
  return withIndexes(async (open) => {
    const systems = await retrievalSystems(chunks, open, async () => terms);
    const kinds = Object.keys(writings) as Writing[];
    const progress = progressOf("retrieval", systems.length * kinds.length * questions.length);
    let asked = 0;
    const tables: EvaluationTable[] = [];
    for (const writing of kinds) {
      const rows: EvaluationTable["rows"] = [];
      for (const system of systems) {
        progress.show(`${writing}: ${system.name}`);
        const scores = await scoreRetrieval(system, questions, writing, () => progress.at((asked += 1)));
        rows.push({
          name: system.name,
          scores: Object.fromEntries(measures.map(([column, measure]) => [column, scores[measure]])),
        });
      }
      const title = `${writing}: half ${set}, ${count} chunks, ${answerable} questions with an answer, ${questions.length - answerable} without`;
      tables.push({ title, columns: measures.map(([column]) => column), rows });
    }
    progress.end();
    return tables;
  });
}
