import type { IndexedWorkOrder, WorkOrder } from "../ports/work-order-store.ts";
import { tokenise } from "../terms/tokenise.ts";

/** The order with the tokens by which its text is found. */
export function indexWorkOrder(order: WorkOrder): IndexedWorkOrder {
  return { order, tokens: textTokens(order) };
}

/** Our tokens of an order's title and details. */
export function textTokens({ title, details }: Pick<WorkOrder, "title" | "details">): string[] {
  return tokenise(`${title}\n${details}`);
}
