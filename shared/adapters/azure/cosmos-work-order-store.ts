import { AppError } from "../../errors.ts";
import type { WorkOrder, WorkOrderFilter, WorkOrderStore } from "../../ports/work-order-store.ts";
import { foldField } from "../fold-field.ts";
import { sortableTime } from "../sortable-time.ts";
import type { CosmosContainer, Query, Stored } from "./cosmos-container.ts";
import { parseEtag } from "./cosmos-etag.ts";
import { listPage } from "./cosmos-page.ts";
import { inParallel } from "./in-parallel.ts";
import { ordersAtHand } from "./orders-at-hand.ts";
import type { WorkOrderIndex } from "./qdrant-work-order-index.ts";
import { ORDER_ID, toIndexed, toOrder, toOrderDocument, type OrderDocument } from "./work-order-document.ts";
import { unindexedOrders } from "./unindexed-orders.ts";

export type WorkOrderStoreOptions = {
  now: () => Date;
  newId: () => string;
  /** Told when the index did not take orders that the store has; they become candidates at the next repair. */
  onIndexFailure?: (error: unknown) => void;
};

/** Written at once by an import; a marker names so many. */
const IMPORT_SLICE = 100;
const WRITES_AT_ONCE = 32;
const maxRounds = 5;

/**
 * Each order in a partition of its own, and the finalised ones in an index of candidates. Cosmos DB is written first, in
 * one batch with a marker that goes once the index has the order: what a crash leaves between the two is repaired.
 */
export function cosmosWorkOrderStore(
  container: CosmosContainer,
  index: WorkOrderIndex,
  options: WorkOrderStoreOptions,
): WorkOrderStore {
  const unindexed = unindexedOrders(container, index, options);
  const atHand = ordersAtHand(options);
  const documentOf = (order: WorkOrder, tokens: string[], version: number) =>
    toOrderDocument({ order, tokens, version, commitId: options.newId() });
  const readDocument = (id: string) => container.read<OrderDocument>(id, ORDER_ID);
  const ordersWhere = (where: string, values: Query["values"]) =>
    container.query<Stored<OrderDocument>>({ text: `SELECT * FROM c WHERE c.kind = 'order' AND ${where}`, values });

  /** Undefined when it was refused: the id is taken, or the etag is not the stored one. */
  async function write(document: OrderDocument, etag?: string): Promise<WorkOrder | undefined> {
    const isFinal = document.status === "finalized";
    const marker = unindexed.marker(document.orderId, [document.orderId]);
    const outcome = await container.batch(document.orderId, [
      etag === undefined ? { create: document } : { replace: document, etag },
      ...(isFinal ? [{ upsert: marker }] : []),
    ]);
    let stored: Stored<OrderDocument> | undefined;
    if (outcome.done) stored = { ...document, _etag: outcome.etags[0] ?? "" };
    else if (outcome.repeated) stored = await readDocument(document.orderId);
    if (stored?.commitId !== document.commitId) return undefined;
    if (isFinal) await unindexed.settle({ ...marker, _etag: outcome.etags[1] }, [toIndexed(stored)]);
    const order = toOrder(stored);
    atHand.keep(order);
    return order;
  }

  return {
    async create({ order, tokens }) {
      const created = await write(documentOf(order, tokens, 1));
      if (created === undefined) throw new AppError("conflict", "A work order with this id exists already.");
      return created;
    },

    async read(id) {
      const known = atHand.get(id);
      if (known !== undefined || id === "") return known;
      const document = await readDocument(id);
      if (document === undefined) return undefined;
      const order = toOrder(document);
      atHand.keep(order);
      return order;
    },

    async replace({ order, tokens }) {
      const { number, etag } = parseEtag(order.etag);
      return write(documentOf(order, tokens, number + 1), etag);
    },

    async list({ userId, limit, continuation, ...filter }) {
      const { where, values } = conditionsOf(filter);
      return listPage<OrderDocument, WorkOrder>(
        container,
        { limit, continuation },
        {
          name: "work-orders",
          where: ["c.kind = 'order'", "(c.status = 'finalized' OR c.userId = @userId)", ...where],
          values: { userId, ...values },
          order: "DESC",
          item: toOrder,
        },
      );
    },

    async listOfSession(sessionId) {
      return (await ordersWhere("c.sessionId = @sessionId ORDER BY c.sortKey ASC", { sessionId })).map(toOrder);
    },

    async removeDraftsOfSession(sessionId) {
      let count = 0;
      for (let round = 0; round < maxRounds; round++) {
        const drafts = await ordersWhere("c.sessionId = @sessionId AND c.status = 'draft'", { sessionId });
        if (drafts.length === 0) return count;
        // By etag: a draft that is finalised meanwhile stays.
        const removed = await inParallel(drafts, WRITES_AT_ONCE, ({ orderId, _etag }) =>
          container.remove(orderId, ORDER_ID, _etag),
        );
        count += removed.filter(Boolean).length;
      }
      throw new AppError("unavailable", "The drafts could not be removed all. Try again.");
    },

    async candidates(query) {
      const found = await index.candidates(query);
      for (const { order } of found) atHand.keep(order);
      return found;
    },

    hasItemNo: (itemNo) => index.hasItemNo(itemNo),

    async importHistory(orders) {
      let added = 0;
      for (let start = 0; start < orders.length; start += IMPORT_SLICE) {
        const documents = orders
          .slice(start, start + IMPORT_SLICE)
          .map(({ order, tokens }) => documentOf(order, tokens, 1));
        // Before the orders: whenever the import dies, the marker tells which of them the index may lack.
        const marker = await unindexed.begin(documents.map(({ orderId }) => orderId));
        const stored = await inParallel(documents, WRITES_AT_ONCE, createOnce);
        const fresh = stored.filter((document) => document !== undefined);
        added += fresh.length;
        await unindexed.settle(marker, fresh.filter(({ status }) => status === "finalized").map(toIndexed));
      }
      return added;
    },

    async *scan(batchSize) {
      for (
        let continuation: string | undefined, isFirst = true;
        isFirst || continuation !== undefined;
        isFirst = false
      ) {
        const page = await listPage<OrderDocument, WorkOrder>(
          container,
          { limit: batchSize, continuation },
          {
            name: "all-work-orders",
            where: ["c.kind = 'order'", "c.status = 'finalized'"],
            values: {},
            order: "ASC",
            item: toOrder,
          },
        );
        if (page.items.length > 0) yield page.items;
        continuation = page.continuation;
      }
    },

    async count() {
      const text = "SELECT VALUE COUNT(1) FROM c WHERE c.kind = 'order' AND c.status = 'finalized'";
      const [count = 0] = await container.query<number>({ text, values: {} });
      return count;
    },

    repairCandidates: () => unindexed.repair(),
  };

  async function createOnce(document: OrderDocument): Promise<Stored<OrderDocument> | undefined> {
    const etag = await container.create(document);
    if (etag !== undefined) return { ...document, _etag: etag };
    const stored = await readDocument(document.orderId);
    return stored?.commitId === document.commitId ? stored : undefined;
  }
}

function conditionsOf(filter: WorkOrderFilter): { where: string[]; values: Record<string, string> } {
  const conditions: [sql: string, name: string, value: string | undefined][] = [
    ["c.itemNo = @itemNo", "itemNo", filter.itemNo && foldField(filter.itemNo)],
    ["c.location = @location", "location", filter.location && foldField(filter.location)],
    ["c.equipmentType = @equipmentType", "equipmentType", filter.equipmentType && foldField(filter.equipmentType)],
    ["c.statusCode = @statusCode", "statusCode", filter.statusCode && foldField(filter.statusCode)],
    ["c.createdAt >= @from", "from", filter.from && sortableTime(filter.from)],
    ["c.createdAt <= @to", "to", filter.to && sortableTime(filter.to)],
  ];
  const given = conditions.filter((one): one is [string, string, string] => Boolean(one[2]));
  return {
    where: given.map(([sql]) => sql),
    values: Object.fromEntries(given.map(([, name, value]) => [name, value])),
  };
}
