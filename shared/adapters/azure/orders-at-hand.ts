import type { WorkOrder } from "../../ports/work-order-store.ts";

const FRESH_MS = 60_000;
const MOST_ORDERS = 1_000;

/** Finalised orders for a minute after they were found or read. What is finalised does not change any more. */
export function ordersAtHand({ now }: { now: () => Date }) {
  const kept = new Map<string, { order: WorkOrder; until: number }>();

  return {
    get(id: string): WorkOrder | undefined {
      const known = kept.get(id);
      return known !== undefined && now().getTime() < known.until ? known.order : undefined;
    },
    keep(order: WorkOrder): void {
      kept.delete(order.id);
      if (order.status !== "finalized") return;
      kept.set(order.id, { order, until: now().getTime() + FRESH_MS });
      const [oldest] = kept.size > MOST_ORDERS ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
}
