import type { Schemas } from "@qdrant/js-client-rest";
import type { CandidateQuery } from "../../ports/work-order-store.ts";
import { candidateWeights, type CandidateField } from "../candidate-weights.ts";
import { foldField } from "../fold-field.ts";
import { queryWeights } from "./bm25-weights.ts";
import { TERMS } from "./qdrant-collection.ts";
import { candidateFields } from "./work-order-points.ts";

/** Orders of one text all score the same; so many times the limit are drawn, so that the newest of them is among them. */
const TIED_TEXTS = 4;

type Fields = Partial<Record<CandidateField, string>>;
type Ranked = { id: Schemas["ExtendedPointId"]; rank: number; time: number; textScore: number };
type Answer = { points: Schemas["ScoredPoint"][] };

/**
 * The searches that together hold the best candidates. A rank is mostly a count of equal fields, so for each count that
 * can be reached two are made among the orders that reach it: the best by text, and the newest. The first search is the
 * text's among all orders, if there are words.
 */
export function candidateSearches({ limit, tokens = [], ...query }: CandidateQuery): {
  searches: Schemas["QueryRequest"][];
  fields: Fields;
} {
  const given = candidateFields.flatMap((field) => {
    const value = foldField(query[field] ?? "").toWellFormed();
    return value === "" ? [] : [[field, value] as const];
  });
  const shown = { with_payload: [...candidateFields, "createdAt"] };
  const filters = limit < 1 ? [] : reachableCounts(given);
  const newest = filters.map((filter) => ({
    ...shown,
    filter,
    query: { order_by: { key: "createdAt", direction: "desc" as const } },
    limit,
  }));
  const hasWords = limit > 0 && tokens.length > 0;
  const byText = (hasWords ? [undefined, ...filters] : []).map((filter) => ({
    ...shown,
    ...(filter === undefined ? {} : { filter }),
    query: queryWeights(tokens),
    using: TERMS,
    limit: limit * TIED_TEXTS,
  }));
  return { searches: [...byText, ...newest], fields: Object.fromEntries(given) };
}

/** The best `limit` of all answers: those that equal most, then those that share the words, then the newest. */
export function rankCandidates({ limit, tokens = [] }: CandidateQuery, fields: Fields, answers: Answer[]): Ranked[] {
  const texts = tokens.length > 0 ? answers.slice(0, Math.ceil(answers.length / 2)) : [];
  const textScores = new Map(texts.flatMap(({ points }) => points.map(({ id, score }) => [id, score])));
  const best = Math.max(0, ...textScores.values());
  const payloads = new Map(answers.flatMap(({ points }) => points.map(({ id, payload }) => [id, payload ?? {}])));
  const ranked = [...payloads].map(([id, payload]): Ranked => {
    const textScore = textScores.get(id) ?? 0;
    const equal = candidateFields.filter((field) => fields[field] !== undefined && payload[field] === fields[field]);
    const rank = equal.reduce((sum, field) => sum + candidateWeights[field], best === 0 ? 0 : textScore / best);
    return { id, rank, time: Date.parse(String(payload["createdAt"])), textScore };
  });
  return ranked.sort((a, b) => b.rank - a.rank || b.time - a.time || (a.id < b.id ? 1 : -1)).slice(0, limit);
}

/** One filter for each number of equal fields, with and without the item number. */
function reachableCounts(given: (readonly [CandidateField, string])[]): Schemas["Filter"][] {
  const condition = ([key, value]: readonly [CandidateField, string]) => ({ key, match: { value } });
  const items = given.filter(([field]) => field === "itemNo").map(condition);
  const others = given.filter(([field]) => field !== "itemNo").map(condition);
  const counts = others.map((_, index) => ({ min_should: { conditions: others, min_count: index + 1 } }));
  if (items.length === 0) return counts;
  return [...counts, { must: items }, ...counts.map((count) => ({ must: items, ...count }))];
}
