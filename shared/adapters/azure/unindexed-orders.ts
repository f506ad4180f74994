import type { CosmosContainer, Stored } from "./cosmos-container.ts";
import { inParallel } from "./in-parallel.ts";
import type { VersionedWorkOrder, WorkOrderIndex } from "./qdrant-work-order-index.ts";
import { ORDER_ID, toIndexed, type OrderDocument } from "./work-order-document.ts";

/** Names orders that the index may lack. `dueAt`: when whoever wrote it must have died. */
type Marker = { id: "unindexed"; orderId: string; kind: "unindexed"; orderIds: string[]; dueAt: string };

/** Far longer than the writes that a marker stands for can take with all their retries. */
const DUE_AFTER_MS = 5 * 60_000;
const MARKERS_AT_ONCE = 50;
const READS_AT_ONCE = 32;

/**
 * The memory of what the index of candidates may lack. A marker stands in Cosmos DB from before the order is there, or in
 * one batch with it, until the index has the order; `repair` brings in what old markers name.
 */
export function unindexedOrders(
  container: CosmosContainer,
  index: Pick<WorkOrderIndex, "put">,
  options: { now: () => Date; newId: () => string; onIndexFailure?: (error: unknown) => void },
) {
  const marker = (partition: string, orderIds: string[]): Marker => ({
    id: "unindexed",
    orderId: partition,
    kind: "unindexed",
    orderIds,
    dueAt: new Date(options.now().getTime() + DUE_AFTER_MS).toISOString(),
  });

  return {
    marker,

    /** Writes a marker for orders that are about to be written. */
    async begin(orderIds: string[]): Promise<Stored<Marker>> {
      const document = marker(`import:${options.newId()}`, orderIds);
      const etag = await container.create(document);
      return { ...document, _etag: etag ?? "" };
    },

    /** Puts the marker's orders into the index and removes it. A failure leaves it to `repair`: the orders are stored. */
    async settle({ orderId, _etag }: Marker & { _etag?: string | undefined }, orders: VersionedWorkOrder[]) {
      try {
        await index.put(orders);
        // Without its etag it may be a later write's marker: then it is left to `repair`.
        if (_etag) await container.remove(orderId, "unindexed", _etag);
      } catch (error) {
        options.onIndexFailure?.(error);
      }
    },

    /** Puts what old markers name into the index; returns how many orders these are. */
    async repair(): Promise<number> {
      let count = 0;
      for (;;) {
        const markers = await container.query<Stored<Marker>>({
          text: "SELECT * FROM c WHERE c.kind = 'unindexed' AND c.dueAt < @now ORDER BY c.dueAt ASC",
          values: { now: options.now().toISOString() },
          limit: MARKERS_AT_ONCE,
        });
        for (const { orderId, orderIds, _etag } of markers) {
          const read = (id: string) => container.read<OrderDocument>(id, ORDER_ID);
          const documents = await inParallel(orderIds, READS_AT_ONCE, read);
          const stored = documents.filter((document) => document !== undefined);
          await index.put(stored.filter(({ status }) => status === "finalized").map(toIndexed));
          await container.remove(orderId, "unindexed", _etag);
          count += orderIds.length;
        }
        if (markers.length < MARKERS_AT_ONCE) return count;
      }
    },
  };
}
