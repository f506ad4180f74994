import type { Clues, Parsed, Recommendation } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { isKnown, readyToRecommend } from "../sessions/clues.ts";
import { textTokens } from "./index-work-order.ts";
import { informativeTokens } from "./informative-tokens.ts";
import { countChoices, rankRecommendations, type Scored } from "./rank-recommendations.ts";
import { scoreByText } from "./score-by-text.ts";
import { isOtherEquipment, scoreWorkOrder, unnamedWords, wantedFields, type UnnamedWords } from "./score-work-order.ts";
import { coverage, textSimilarity, weightedCoverage } from "./text-similarity.ts";

/** Below it a past order is not similar: half of what the user named must agree. */
export const RECOMMENDATION_FLOOR = 0.5;
export const RECOMMENDATIONS = 5;
const CANDIDATES = 30;
/** Of the words that no term knows, so many must stand in one past order to be taken for a name. */
const MEANINGFUL_SHARE = 0.5;

export type RecommendRequest = {
  scenario: Parsed["scenario"];
  clues: Clues;
  message: string;
  limit?: number;
  /** Whether what users chose before counts. */
  learnFromChoices?: boolean;
};

/** A store that keeps its orders in memory hands out the same objects: each is tokenised once. */
const tokensByOrder = new WeakMap<WorkOrder, Set<string>>();

function tokensOf(order: WorkOrder): Set<string> {
  const known = tokensByOrder.get(order);
  if (known !== undefined) return known;
  const tokens = new Set(textTokens(order));
  tokensByOrder.set(order, tokens);
  return tokens;
}

/**
 * Similar past work, the most similar first; equal scores by likeness to all of the user's words, rare ones above all, and
 * by what users chose before, then the newest; different work before more of the same. By fields when enough is known, and then never of other equipment than was said; before that by a strong
 * likeness of the words. Else none.
 */
export async function recommendWorkOrders(
  ports: { workOrders: WorkOrderStore },
  request: RecommendRequest,
): Promise<Recommendation[]> {
  return (await recommendedOrders(ports, request)).map(({ recommendation }) => recommendation);
}

/** The same, each beside the order as the search found it, so that a turn need not read it again. */
export async function recommendedOrders(
  { workOrders }: { workOrders: WorkOrderStore },
  { scenario, clues, message, limit = RECOMMENDATIONS, learnFromChoices = true }: RecommendRequest,
): Promise<{ recommendation: Recommendation; order: WorkOrder }[]> {
  const byFields = readyToRecommend(clues);
  if (!byFields && isKnown(clues.equipmentType) && isKnown(clues.statusCode)) return [];
  const said = new Set(informativeTokens(message));
  const wanted = wantedFields(scenario, clues);
  if (wanted.length === 0 && said.size === 0) return [];

  // With what earlier messages said.
  const told = new Set([...said, ...wanted.flatMap(({ wordings }) => [...(wordings[0] ?? [])])]);
  const named = unnamedWords(wanted, message);
  const byName = wanted.filter(({ field }) => field !== "priority").map(({ field, term }) => [field, term]);
  const queries = [{ ...Object.fromEntries(byName), tokens: [...said] }];
  if (byFields && isKnown(clues.equipmentType)) {
    // Those of a busy place would crowd out past work on the same equipment elsewhere.
    const elsewhere = byName.filter(([field]) => field === "equipmentType" || field === "statusCode");
    queries.push({ ...Object.fromEntries(elsewhere), tokens: [...told] });
  } else if (named !== undefined || !byFields) {
    // And those that say the words.
    queries.push({ tokens: [...said] });
  }
  const found = await Promise.all(queries.map((query) => workOrders.candidates({ ...query, limit: CANDIDATES })));
  const orders = new Map(found.flat().map(({ order }) => [order.id, order]));
  const candidates = [...orders.values()].map((order) => ({ order, tokens: tokensOf(order) }));
  const unnamed = meaningful(named, candidates);
  const texts = candidates.map(({ tokens }) => tokens);
  const symptom = wanted.find(({ field }) => field === "statusCode")?.wordings[0];
  const likeness = weightedCoverage(told, texts, symptom);
  const choices = learnFromChoices ? countChoices(orders.values()) : undefined;
  const scored: Scored[] = [];
  for (const { order, tokens } of candidates) {
    const score = byFields
      ? scoreWorkOrder(order, { wanted, unnamed, said }, tokens)
      : scoreByText(order, { wanted, said, tokens });
    if (score.score < RECOMMENDATION_FLOOR || isOtherEquipment(score, clues)) continue;
    const stated = wanted.filter(({ field }) => order[field] !== "").length;
    scored.push({
      ...score,
      order,
      tokens,
      likeness: [likeness(tokens), stated, textSimilarity(told, tokens)],
      choices: choices?.get(order.id) ?? 0,
    });
  }
  const best = rankRecommendations(scored).slice(0, limit);
  return best.map((one) => ({ recommendation: toRecommendation(one), order: one.order }));
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

function toRecommendation({ order, score, why }: Scored): Recommendation {
  const { id, itemNo, title, location, equipmentType, statusCode, priority } = order;
  return { workOrderId: id, itemNo, title, location, equipmentType, statusCode, priority, score, why };
}
