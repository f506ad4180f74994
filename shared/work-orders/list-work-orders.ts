import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { Page, PageRequest } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderFilter, WorkOrderStore } from "../ports/work-order-store.ts";
import { endOfDay } from "../sessions/end-of-day.ts";
import { termNamed, type VocabularyPorts } from "./standard-fields.ts";

/** The history and the caller's own drafts, newest first. Fields may be given in the plant's words; `to` includes its day. */
export async function listWorkOrders(
  ports: VocabularyPorts,
  caller: Caller,
  query: PageRequest & WorkOrderFilter,
): Promise<Page<WorkOrder>> {
  const vocabulary = await ports.vocabulary();
  const named = (category: "location" | "equipmentType" | "statusCode") => {
    const words = query[category];
    return words && (termNamed(vocabulary, category, words) ?? words);
  };
  const page = await ports.workOrders.list({
    ...query,
    location: named("location"),
    equipmentType: named("equipmentType"),
    statusCode: named("statusCode"),
    to: query.to === undefined ? undefined : endOfDay(query.to),
    userId: caller.userId,
  });
  return { ...page, items: page.items.map((order) => asSeenBy(order, caller)) };
}

/** A finalised order, or the caller's own draft. */
export async function readWorkOrder(
  { workOrders }: { workOrders: WorkOrderStore },
  caller: Caller,
  id: string,
): Promise<WorkOrder> {
  const order = await workOrders.read(id);
  if (!isVisible(order, caller)) throw workOrderNotFound();
  return asSeenBy(order, caller);
}

export function isVisible(order: WorkOrder | undefined, caller: Caller): order is WorkOrder {
  return order !== undefined && (order.status === "finalized" || order.userId === caller.userId);
}

export function workOrderNotFound(): AppError {
  return new AppError("not-found", "There is no work order with this id.");
}

/** History is everybody's; who wrote it in which session is not. */
function asSeenBy(order: WorkOrder, caller: Caller): WorkOrder {
  if (order.userId === caller.userId) return order;
  const { userId: _user, sessionId: _session, ...seen } = order;
  return seen;
}
