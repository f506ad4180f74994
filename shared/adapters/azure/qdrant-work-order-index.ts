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
  /** Makes the collection, or what of it is missing. */
  create(): Promise<void>;
  /** Takes each order, but never over a later version of it. In any order, any number of times. False: there is no collection. */
  put(orders: VersionedWorkOrder[]): Promise<boolean>;
  candidates(query: CandidateQuery): Promise<{ order: WorkOrder; textScore: number }[]>;
  hasItemNo(itemNo: string): Promise<boolean>;
};

type Options = {
  /** As for the knowledge index. */
  url: string;
  apiKey?: ApiKey | undefined;
  /** The alias that stands for the collection. */
  alias: string;
  /** For one attempt (default 3 s); with its retries a request ends within three times that. */
  timeoutMs?: number;
  /** The mean number of tokens of an order, for a collection that is made. */
  averageTokens?: number;
};

/** Finalised orders as points of Qdrant, with BM25 term weights and indexed fields, and the whole order as payload. */
export function qdrantWorkOrderIndex(options: Options): WorkOrderIndex {
  const { alias, timeoutMs = 3_000, averageTokens = TYPICAL_TOKENS } = options;
  const requests = qdrantRequests({ url: options.url, apiKey: options.apiKey, timeoutMs });
  let known: number | undefined;

  /** The mean length that the collection's weights are made with, known once per process; undefined without a collection. */
  async function meanTokens(): Promise<number | undefined> {
    known ??= (await readCollection(requests, alias, averageTokens))?.averageTokens;
    return known;
  }

  async function upsert(version: number, orders: VersionedWorkOrder[], mean: number): Promise<boolean> {
    for (let start = 0; start < orders.length; start += UPSERT_BATCH) {
      const points = orders.slice(start, start + UPSERT_BATCH).map((order) => toOrderPoint(order, mean));
      const body = { wait: true, points, update_filter: { must: [{ key: "version", range: { lt: version } }] } };
      if ((await requests.sendUnless([404], (client) => client.upsert(alias, body))) === undefined) return false;
    }
    return true;
  }

  return {
    async create() {
      if ((await readCollection(requests, alias, averageTokens)) === undefined) {
        const name = `${alias}-1`;
        await createCollection(requests, { name, averageTokens, dimensions: new Set() });
        await pointAlias(requests, alias, name);
      }
      const made = await readCollection(requests, alias, averageTokens);
      if (made !== undefined) await completeCollection(requests, made, new Set(), workOrderIndexes);
    },

    async put(orders) {
      const mean = await meanTokens();
      if (mean === undefined) return false;
      for (const [version, ofVersion] of Map.groupBy(orders, (order) => order.version)) {
        if (await upsert(version, ofVersion, mean)) continue;
        known = undefined;
        return false;
      }
      return true;
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
