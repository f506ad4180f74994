import type { WorkOrder } from "../../ports/work-order-store.ts";
import { foldField } from "../fold-field.ts";
import { sortableTime } from "../sortable-time.ts";
import type { Stored } from "./cosmos-container.ts";
import { toEtag } from "./cosmos-etag.ts";
import { timeKey } from "./cosmos-keys.ts";
import type { VersionedWorkOrder } from "./qdrant-work-order-index.ts";

/** The id of every order's document in its partition. */
export const ORDER_ID = "order";

/** An order, with its fields as they are compared beside it; `tokens` are kept for the index of candidates. */
export type OrderDocument = {
  id: typeof ORDER_ID;
  orderId: string;
  kind: "order";
  status: WorkOrder["status"];
  userId?: string;
  sessionId?: string;
  itemNo: string;
  location: string;
  equipmentType: string;
  statusCode: string;
  createdAt: string;
  sortKey: string;
  /** Grows with every change; the number in the etag. */
  version: number;
  /** Names the write that made this state, so that a repeated write knows its own. */
  commitId: string;
  tokens: string[];
  record: WorkOrder;
};

export function toOrderDocument(written: VersionedWorkOrder & { commitId: string }): OrderDocument {
  const { order, tokens, version, commitId } = written;
  const { userId, sessionId } = order;
  return {
    id: ORDER_ID,
    orderId: order.id,
    kind: "order",
    status: order.status,
    ...(userId === undefined ? {} : { userId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    itemNo: foldField(order.itemNo),
    location: foldField(order.location),
    equipmentType: foldField(order.equipmentType),
    statusCode: foldField(order.statusCode),
    createdAt: sortableTime(order.createdAt),
    sortKey: timeKey(order.createdAt, order.id),
    version,
    commitId,
    tokens,
    record: { ...order, etag: "" },
  };
}

export function toOrder({ record, version, _etag }: Stored<OrderDocument>): WorkOrder {
  return { ...record, etag: toEtag(version, _etag) };
}

/** What the index of candidates takes. */
export function toIndexed(document: Stored<OrderDocument>): VersionedWorkOrder {
  return { order: toOrder(document), tokens: document.tokens, version: document.version };
}
