import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { itemSimilarity } from "./item-similarity.ts";

/** The newest past order of the item: it tells where the item stands and what it is. One indexed read. */
export async function latestOfItem(
  workOrders: Pick<WorkOrderStore, "candidates">,
  itemNo: string | undefined,
): Promise<WorkOrder | undefined> {
  if (!itemNo) return undefined;
  const [candidate] = await workOrders.candidates({ itemNo, limit: 1 });
  return candidate !== undefined && itemSimilarity(candidate.order.itemNo, itemNo) === 1 ? candidate.order : undefined;
}
