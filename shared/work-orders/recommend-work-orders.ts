import type { Clues, Parsed, Recommendation } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { isKnown, readyToRecommend } from "../sessions/clues.ts";
import { boundedCache } from "./bounded-cache.ts";
import { textTokens } from "./index-work-order.ts";
import { informativeTokens } from "./informative-tokens.ts";
import { scoreByText } from "./score-by-text.ts";
import {
  scoreWorkOrder,
  unnamedWords,
  wantedFields,
  type Score,
  type UnnamedWords,
  type WantedField,
} from "./score-work-order.ts";
import { coverage, textSimilarity } from "./text-similarity.ts";

/** Below it a past order is not similar: half of what the user named must agree. */
export const RECOMMENDATION_FLOOR = 0.5;
export const RECOMMENDATIONS = 5;
const CANDIDATES = 30;
/** Of the words that no term knows, so many must stand in one past order to be taken for a name. */
const MEANINGFUL_SHARE = 0.5;
const REMEMBERED_ORDERS = 5_000;

export type RecommendRequest = { scenario: Parsed["scenario"]; clues: Clues; message: string; limit?: number };

const tokensOf = boundedCache(REMEMBERED_ORDERS, (_key: string, order: WorkOrder) => new Set(textTokens(order)));

/**
 * Similar past work, the most similar first; equal scores by likeness to the user's words, then the newest. By fields when
 * enough is known; where the plant's terms know nothing (or the place alone), by a strong likeness of the words. Else none.
 */
export async function recommendWorkOrders(
  { workOrders }: { workOrders: WorkOrderStore },
  { scenario, clues, message, limit = RECOMMENDATIONS }: RecommendRequest,
): Promise<Recommendation[]> {
  const byFields = readyToRecommend(clues);
  if (!byFields && (isKnown(clues.equipmentType) || isKnown(clues.statusCode))) return [];
  const said = new Set(informativeTokens(message));
  const wanted = wantedFields(scenario, clues);
  if (wanted.length === 0 && said.size === 0) return [];

  const named = unnamedWords(wanted, message);
  const byName = wanted.filter(({ field }) => field !== "priority").map(({ field, term }) => [field, term]);
  const queries = [{ ...Object.fromEntries(byName), tokens: [...said] }];
  // Many orders of the same place would crowd out those that say the words.
  if (named !== undefined || !byFields) queries.push({ tokens: [...said] });
  const found = await Promise.all(queries.map((query) => workOrders.candidates({ ...query, limit: CANDIDATES })));
  const candidates = found.flat().map(({ order }) => ({ order, tokens: tokensOf(`${order.id}@${order.etag}`, order) }));
  const unnamed = meaningful(named, candidates);
  const matter = wordsOfMatter(said, wanted);
  const scored = new Map<string, Scored>();
  for (const { order, tokens } of candidates) {
    const score = byFields
      ? scoreWorkOrder(order, { wanted, unnamed }, tokens)
      : scoreByText(order, { wanted, said, tokens });
    if (score.score < RECOMMENDATION_FLOOR) continue;
    scored.set(order.id, { order, ...score, likeness: textSimilarity(matter, tokens) });
  }
  return [...scored.values()].sort(bySimilarity).slice(0, limit).map(toRecommendation);
}

/** Words that not even one past order says tell nothing about any of them. */
function meaningful(
  unnamed: UnnamedWords | undefined,
  candidates: { tokens: Set<string> }[],
): UnnamedWords | undefined {
  return unnamed && candidates.some(({ tokens }) => coverage(unnamed.words, tokens) >= MEANINGFUL_SHARE)
    ? unnamed
    : undefined;
}

/** What was said beside place and thing, which the fields compare already; everything when that is all. */
function wordsOfMatter(said: ReadonlySet<string>, wanted: WantedField[]): ReadonlySet<string> {
  const named = wanted.filter(({ field }) => field !== "statusCode" && field !== "priority");
  const rest = [...said].filter((token) => !named.some(({ wordings }) => wordings[0]?.has(token)));
  return rest.length === 0 ? said : new Set(rest);
}

type Scored = Score & { order: WorkOrder; likeness: number };

function bySimilarity(a: Scored, b: Scored): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.likeness !== b.likeness) return b.likeness - a.likeness;
  return a.order.createdAt < b.order.createdAt ? 1 : -1;
}

function toRecommendation({ order, score, why }: Scored): Recommendation {
  const { id, itemNo, title, location, equipmentType, statusCode, priority } = order;
  return { workOrderId: id, itemNo, title, location, equipmentType, statusCode, priority, score, why };
}
