import type { Clues, Parsed, Recommendation } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { isKnown, readyToRecommend } from "../sessions/clues.ts";
import { tokenise } from "../terms/tokenise.ts";
import { boundedCache } from "./bounded-cache.ts";
import { textTokens } from "./index-work-order.ts";
import { scoreByText } from "./score-by-text.ts";
import { scoreWorkOrder, wantedFields, type Score } from "./score-work-order.ts";
import { textSimilarity } from "./text-similarity.ts";

/** Below it a past order is not similar: half of what the user named must agree. */
export const RECOMMENDATION_FLOOR = 0.5;
export const RECOMMENDATIONS = 5;
const CANDIDATES = 40;
const TOKENS_READ = 64;
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
  const said = new Set(tokenise(message).slice(0, TOKENS_READ));
  const byFields = readyToRecommend(clues);
  if (!byFields && (isKnown(clues.equipmentType) || isKnown(clues.statusCode))) return [];
  const wanted = wantedFields(scenario, clues);
  if (wanted.length === 0 && said.size === 0) return [];

  const candidates = await workOrders.candidates({
    ...Object.fromEntries(wanted.filter(({ field }) => field !== "priority").map(({ field, term }) => [field, term])),
    tokens: [...said],
    limit: CANDIDATES,
  });
  const scored = new Map<string, Scored>();
  for (const { order } of candidates) {
    const tokens = tokensOf(`${order.id}@${order.etag}`, order);
    const score = byFields ? scoreWorkOrder(order, wanted, tokens) : scoreByText(order, { wanted, said, tokens });
    if (score.score < RECOMMENDATION_FLOOR) continue;
    scored.set(order.id, { order, ...score, likeness: textSimilarity(said, tokens) });
  }
  return [...scored.values()].sort(bySimilarity).slice(0, limit).map(toRecommendation);
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
