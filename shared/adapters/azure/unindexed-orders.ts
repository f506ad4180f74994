import type { CosmosContainer, Stored } from "./cosmos-container.ts";
import { inParallel } from "./in-parallel.ts";
import type { VersionedWorkOrder, WorkOrderIndex } from "./qdrant-work-order-index.ts";
import { ORDER_ID, toIndexed, type OrderDocument } from "./work-order-document.ts";

/** Names orders that the index may lack, or all. `dueAt`: when whoever wrote it must have died. */
type Marker = { id: string; orderId: string; kind: "unindexed"; orderIds: string[] | "all"; dueAt: string };

/** Far longer than the writes that a marker stands for can take with all their retries. */
const DUE_AFTER_MS = 5 * 60_000;
const MARKERS_AT_ONCE = 50;
const READS_AT_ONCE = 32;
const SCANNED_AT_ONCE = 100;
const finalized = "c.kind = 'order' AND c.status = 'finalized'";

/**
 * The memory of what the index of candidates may lack. A marker stands in Cosmos DB from before the order is there, or in
 * one batch with it, until the index has the order; `repair` brings in what old markers name.
 */
export function unindexedOrders(
  container: CosmosContainer,
  index: Pick<WorkOrderIndex, "create" | "put">,
  options: { now: () => Date; newId: () => string; onIndexFailure?: (error: unknown) => void },
) {
  const marker = (partition: string, orderIds: string[]): Marker => ({
    id: "unindexed",
    orderId: partition,
    kind: "unindexed",
    orderIds,
    dueAt: new Date(options.now().getTime() + DUE_AFTER_MS).toISOString(),
  });

  /** A collection that is not there is new or was lost: all orders are due, which is noted before it is made. */
  async function put(documents: VersionedWorkOrder[]): Promise<void> {
    if (await index.put(documents)) return;
    const dueAt = options.now().toISOString();
    await container.upsert({
      id: "all-unindexed",
      orderId: "all",
      kind: "unindexed",
      orderIds: "all",
      dueAt,
    } as Marker);
    await index.create();
    await index.put(documents);
  }

  async function putNamed(orderIds: string[]): Promise<number> {
    const documents = await inParallel(orderIds, READS_AT_ONCE, (id) => container.read<OrderDocument>(id, ORDER_ID));
    const stored = documents.filter((document) => document !== undefined);
    await put(stored.filter(({ status }) => status === "finalized").map(toIndexed));
    return orderIds.length;
  }

  async function putAll(): Promise<number> {
    let count = 0;
    for (let after = ""; ;) {
      const documents: Stored<OrderDocument>[] = await container.query({
        text: `SELECT * FROM c WHERE ${finalized} AND c.sortKey > @after ORDER BY c.sortKey ASC`,
        values: { after },
        limit: SCANNED_AT_ONCE,
      });
      await put(documents.map(toIndexed));
      count += documents.length;
      if (documents.length < SCANNED_AT_ONCE) return count;
      after = documents.at(-1)?.sortKey ?? "";
    }
  }

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
        await put(orders);
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
          text: "SELECT * FROM c WHERE c.kind = 'unindexed' AND c.dueAt <= @now ORDER BY c.dueAt ASC",
          values: { now: options.now().toISOString() },
          limit: MARKERS_AT_ONCE,
        });
        for (const { id, orderId, orderIds, _etag } of markers) {
          count += orderIds === "all" ? await putAll() : await putNamed(orderIds);
          await container.remove(orderId, id, _etag);
        }
        if (markers.length < MARKERS_AT_ONCE) return count;
      }
    },
  };
}
