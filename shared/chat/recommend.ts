import type { WorkOrder } from "../ports/work-order-store.ts";
import { RECOMMENDATIONS, recommendedOrders } from "../work-orders/recommend-work-orders.ts";
import { asksAboutPastWork, countedWorkOrderId, shownWorkOrderIds, wantsOtherWork } from "./referred-work.ts";
import type { PastWork, TurnState, TurnTools } from "./turn-state.ts";

/** Similar past work once enough is known to judge what is similar, and what was done in the one that matters most. */
export async function recommend(state: TurnState, { ports, emit }: TurnTools): Promise<Partial<TurnState>> {
  const { message, clues, parsed, session } = state;
  const isFollowUp = session.recentTurns.length > 0;
  const wantsOthers = isFollowUp && wantsOtherWork(message);
  const shown = new Set(wantsOthers ? session.recentTurns.flatMap((turn) => turn.recommendedIds) : []);
  const limit = RECOMMENDATIONS + shown.size;
  const { learnFromUsers: learnFromChoices } = ports.config;
  const found = await recommendedOrders(ports, {
    scenario: parsed.scenario,
    clues,
    message,
    limit,
    learnFromChoices,
  });
  const unseen = found.filter(({ order }) => !shown.has(order.id));
  const chosen = (unseen.length > 0 ? unseen : found).slice(0, RECOMMENDATIONS);
  const recommendations = chosen.map(({ recommendation }) => recommendation);
  emit("recommendations", recommendations);
  const shownBefore = shownWorkOrderIds(session.recentTurns);
  const asksAboutPast = asksAboutPastWork(state);
  const referred = countedWorkOrderId(message, shownBefore) ?? (asksAboutPast ? shownBefore[0] : undefined);
  const drawn = referred === undefined ? chosen[0] : found.find(({ order }) => order.id === referred);
  const order = drawn?.order ?? (referred === undefined ? undefined : await ports.workOrders.read(referred));
  const pastWork = toPastWork(order);
  const isAboutPastWork = (referred !== undefined || asksAboutPast) && pastWork !== undefined;
  return { recommendations, pastWork, isAboutPastWork, wantsOtherWork: wantsOthers };
}

function toPastWork(order: WorkOrder | undefined): PastWork | undefined {
  if (order === undefined || order.status !== "finalized") return undefined;
  return { workOrderId: order.id, title: order.title, details: order.details, date: order.createdAt.slice(0, 10) };
}
