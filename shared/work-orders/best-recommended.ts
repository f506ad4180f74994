import type { Clues, SessionRecord, SessionStore } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { isKnown } from "../sessions/clues.ts";
import { fieldSimilarity, SAME_CLASS } from "./field-similarity.ts";

/** A draft starts by itself only from past work that is nearly the same. */
const GOOD_ENOUGH = 0.8;

/** The best recommendation of the session's last turn, if it is good enough and of the place and equipment that are wanted now. */
export async function bestRecommended(
  { sessions, workOrders }: { sessions: SessionStore; workOrders: WorkOrderStore },
  { id, recentTurns }: Pick<SessionRecord, "id" | "recentTurns">,
  clues: Clues,
): Promise<WorkOrder | undefined> {
  const last = recentTurns.at(-1);
  if (last === undefined || last.recommendedIds.length === 0) return undefined;
  const best = (await sessions.readTurn(id, last.id))?.recommendations[0];
  if (best === undefined || best.score < GOOD_ENOUGH || !fits(best, clues)) return undefined;
  return workOrders.read(best.workOrderId);
}

function fits(best: Pick<WorkOrder, "location" | "equipmentType">, clues: Clues): boolean {
  return (["location", "equipmentType"] as const).every((field) => {
    const clue = clues[field];
    return clue === undefined || !isKnown(clue) || best[field] === "" || isAlike(clue.term, best[field]);
  });
}

function isAlike(wanted: string, found: string): boolean {
  return fieldSimilarity(wanted, found) >= SAME_CLASS;
}
