import type { CandidateQuery, IndexedWorkOrder, WorkOrder } from "../../ports/work-order-store.ts";
import { foldField } from "../fold-field.ts";
import { candidateSearches, rankCandidates } from "./candidate-searches.ts";
import { completeCollection, createCollection, pointAlias, readCollection } from "./qdrant-collection.ts";
import { qdrantRequests, type ApiKey } from "./qdrant-requests.ts";
import { toOrderPoint, workOrderIndexes } from "./work-order-points.ts";

/** About the mean of real work orders' titles and details. See `qdrant-knowledge-index.ts` for why it is fixed. */
const TYPICAL_TOKENS = 16;
const UPSERT_BATCH = 100;

/** `version` grows with every change of the order. */
export type VersionedWorkOrder = IndexedWorkOrder & { version: number };

/** The finalised orders by field and by words. */
export type WorkOrderIndex = {
  /** Takes each order, but never over a later version of it. In any order, any number of times. */
  put(orders: VersionedWorkOrder[]): Promise<void>;
  candidates(query: CandidateQuery): Promise<{ order: WorkOrder; textScore: number }[]>;
  hasItemNo(itemNo: string): Promise<boolean>;
};

type Options = {
  /** As for the knowledge index. */
  url: string;
  apiKey?: ApiKey | undefined;
  /** The alias that stands for the collection, which is made on first use. */
  alias: string;
  /** For one attempt (default 3 s); with its retries a request ends within three times that. */
  timeoutMs?: number;
  /** The mean number of tokens of an order, for a collection that is made on first use. */
  averageTokens?: number;
};

/** Finalised orders as points of Qdrant, with BM25 term weights and indexed fields, and the whole order as payload. */
export function qdrantWorkOrderIndex(options: Options): WorkOrderIndex {
  const { alias, timeoutMs = 3_000, averageTokens = TYPICAL_TOKENS } = options;
  const requests = qdrantRequests({ url: options.url, apiKey: options.apiKey, timeoutMs });
  let collection: ReturnType<typeof ready> | undefined;

  async function ready() {
    let found = await readCollection(requests, alias, averageTokens);
    if (found === undefined) {
      const name = `${alias}-1`;
      await createCollection(requests, { name, averageTokens, dimensions: new Set() });
      await pointAlias(requests, alias, name);
      found = await readCollection(requests, alias, averageTokens);
    }
    if (found !== undefined) await completeCollection(requests, found, new Set(), workOrderIndexes);
    return found?.averageTokens ?? averageTokens;
  }

  /** Known once per process; asked again when it failed or the collection is gone. */
  async function meanTokens(): Promise<number> {
    collection ??= ready();
    try {
      return await collection;
    } catch (error) {
      collection = undefined;
      throw error;
    }
  }

  async function upsert(version: number, orders: VersionedWorkOrder[]): Promise<void> {
    for (let start = 0; start < orders.length; start += UPSERT_BATCH) {
      const batch = orders.slice(start, start + UPSERT_BATCH);
      for (const statuses of [[404], []]) {
        const mean = await meanTokens();
        const points = batch.map((order) => toOrderPoint(order, mean));
        const body = { wait: true, points, update_filter: { must: [{ key: "version", range: { lt: version } }] } };
        const isTaken = await requests.sendUnless(statuses, (client) => client.upsert(alias, body));
        if (isTaken !== undefined) break;
        collection = undefined;
      }
    }
  }

  return {
    async put(orders) {
      for (const [version, ofVersion] of Map.groupBy(orders, (order) => order.version)) {
        await upsert(version, ofVersion);
      }
    },

    async candidates(query) {
      const { searches, fields } = candidateSearches(query);
      if (searches.length === 0) return [];
      const answers = await requests.sendUnless([404], (client) => client.queryBatch(alias, { searches }));
      const ranked = rankCandidates(query, fields, answers ?? []);
      if (ranked.length === 0) return [];
      const ids = ranked.map(({ id }) => id);
      const records = await requests.sendUnless([404], (client) =>
        client.retrieve(alias, { ids, with_payload: ["order"], with_vector: false }),
      );
      const orders = new Map(records?.map(({ id, payload }) => [id, payload?.["order"] as WorkOrder]));
      return ranked.flatMap(({ id, textScore }) => {
        const order = orders.get(id);
        return order === undefined ? [] : [{ order, textScore }];
      });
    },

    async hasItemNo(itemNo) {
      const value = foldField(itemNo).toWellFormed();
      if (value === "") return false;
      const filter = { must: [{ key: "itemNo", match: { value } }] };
      const counted = await requests.sendUnless([404], (client) => client.count(alias, { filter, exact: true }));
      return (counted?.count ?? 0) > 0;
    },
  };
}
