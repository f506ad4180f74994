import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { indexWorkOrder } from "./index-work-order.ts";
import { isVisible, workOrderNotFound } from "./list-work-orders.ts";
import { standardFields, type VocabularyPorts } from "./standard-fields.ts";
import { checkedFields, type WorkOrderFields } from "./work-order-fields.ts";

/** Changes fields of the caller's draft, if it is still the one with this etag (`*`: whichever it is). */
export async function editWorkOrder(
  ports: VocabularyPorts & { now: () => Date },
  caller: Caller,
  id: string,
  changes: WorkOrderFields,
  etag: string,
): Promise<WorkOrder> {
  const order = await ports.workOrders.read(id);
  if (!isVisible(order, caller)) throw workOrderNotFound();
  if (order.status === "finalized")
    throw new AppError("work-order-finalized", "A finalised work order can't be edited.");
  if (etag !== "*" && etag !== order.etag) throw changedSince();
  const checked = await standardFields(ports, checkedFields(changes, ""), "");
  const given = Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined));
  const edited = [...new Set([...(order.edited ?? []), ...Object.keys(given)])];
  const changed: WorkOrder = { ...order, ...given, edited, updatedAt: ports.now().toISOString() };
  const stored = await ports.workOrders.replace(indexWorkOrder(changed));
  if (stored === undefined) throw changedSince();
  return stored;
}

function changedSince(): AppError {
  return new AppError("precondition-failed", "Read the work order again and repeat the change with its new etag.");
}
