import { RECOMMENDATIONS, recommendWorkOrders } from "../work-orders/recommend-work-orders.ts";
import { asksAboutPastWork, countedWorkOrderId, shownWorkOrderIds, wantsOtherWork } from "./referred-work.ts";
import type { ChatPorts, PastWork, TurnState, TurnTools } from "./turn-state.ts";

/** Similar past work once enough is known to judge what is similar, and what was done in the one that matters most. */
export async function recommend(state: TurnState, { ports, emit }: TurnTools): Promise<Partial<TurnState>> {
  const { message, clues, parsed, session } = state;
  const isFollowUp = session.recentTurns.length > 0;
  const wantsOthers = isFollowUp && wantsOtherWork(message);
  const shown = new Set(wantsOthers ? session.recentTurns.flatMap((turn) => turn.recommendedIds) : []);
  const limit = RECOMMENDATIONS + shown.size;
  const { learnFromUsers: learnFromChoices } = ports.config;
  const found = await recommendWorkOrders(ports, {
    scenario: parsed.scenario,
    clues,
    message,
    limit,
    learnFromChoices,
  });
  const unseen = found.filter(({ workOrderId }) => !shown.has(workOrderId));
  const recommendations = (unseen.length > 0 ? unseen : found).slice(0, RECOMMENDATIONS);
  emit("recommendations", recommendations);
  const shownBefore = shownWorkOrderIds(session.recentTurns);
  const asksAboutPast = asksAboutPastWork(state);
  const referred = countedWorkOrderId(message, shownBefore) ?? (asksAboutPast ? shownBefore[0] : undefined);
  const pastWork = await readPastWork(referred ?? recommendations[0]?.workOrderId, ports);
  const isAboutPastWork = (referred !== undefined || asksAboutPast) && pastWork !== undefined;
  return { recommendations, pastWork, isAboutPastWork, wantsOtherWork: wantsOthers };
}

async function readPastWork(id: string | undefined, { workOrders }: ChatPorts): Promise<PastWork | undefined> {
  const order = id === undefined ? undefined : await workOrders.read(id);
  if (order === undefined || order.status !== "finalized") return undefined;
  return { workOrderId: order.id, title: order.title, details: order.details, date: order.createdAt.slice(0, 10) };
}
