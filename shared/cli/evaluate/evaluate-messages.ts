import { judgedFields, judgeParsing } from "../../evaluation/judge-parsing.ts";
import type { Half } from "../../evaluation/question-set.ts";
import { mean, share } from "../../evaluation/shares.ts";
import { meetsCriteria } from "../../evaluation/utterance.ts";
import { tokenise } from "../../terms/tokenise.ts";
import { progressOf } from "../import/progress.ts";
import { withApp } from "./corpus-index.ts";
import { recommendationsFor } from "./recommended-work.ts";
import type { EvaluationTable } from "./report.ts";
import { loadSampleHistory, ownUtterances } from "./sample-plant-data.ts";

const FIRST = 5;

/** The sample plant's labelled messages, understood by rules alone: the share of each field that is exactly right. */
export async function evaluateParsing(set: Half): Promise<EvaluationTable[]> {
  return withApp(async (app) => {
    await loadSampleHistory(app);
    const itemNos = new Set<string>();
    for await (const orders of app.workOrders.scan(1_000))
      for (const { itemNo } of orders) itemNos.add(itemNo.toUpperCase());
    const utterances = await ownUtterances(set);
    const judgements = judgeParsing(await app.vocabulary(), itemNos, utterances);
    const rows = judgedFields.map((field) => {
      const ofField = judgements.filter((judgement) => judgement.field === field);
      const right = ofField.filter(({ expected, found }) => expected === found).length;
      return { name: field, scores: { right: share(right, ofField.length) } };
    });
    return [{ title: `parsing: half ${set}, ${utterances.length} messages, by rules`, columns: ["right"], rows }];
  });
}

/** Whether the past work that a message asks for is among the first five, and how far up. */
export async function evaluateRecommendation(set: Half): Promise<EvaluationTable[]> {
  return withApp(async (app) => {
    await loadSampleHistory(app);
    const labelled = (await ownUtterances(set)).filter(({ relevant }) => relevant !== undefined);
    const systems = {
      "BM25 over the message": async (message: string) =>
        (await app.workOrders.candidates({ tokens: tokenise(message), limit: FIRST })).map(({ order }) => order),
      recommendation: undefined,
    };
    const progress = progressOf("recommendation", Object.keys(systems).length * labelled.length);
    let done = 0;
    const rows: EvaluationTable["rows"] = [];
    for (const [name, search] of Object.entries(systems)) {
      const places: number[] = [];
      for (const utterance of labelled) {
        const found = search ? await search(utterance.message) : await recommendationsFor(app, utterance);
        places.push(found.slice(0, FIRST).findIndex((order) => meetsCriteria(order, utterance.relevant!)));
        progress.at((done += 1));
        progress.show(name);
      }
      rows.push({
        name,
        scores: {
          "among five": mean(places.map((place) => (place < 0 ? 0 : 1))),
          first: mean(places.map((place) => (place === 0 ? 1 : 0))),
          MRR: mean(places.map((place) => (place < 0 ? 0 : 1 / (place + 1)))),
        },
      });
    }
    progress.end();
    const title = `recommendation: half ${set}, ${labelled.length} messages over ${await app.workOrders.count()} past work orders, by rules`;
    return [{ title, columns: ["among five", "first", "MRR"], rows }];
  });
}
