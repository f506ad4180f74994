import type { Schemas } from "@qdrant/js-client-rest";
import type { WorkOrder } from "../../ports/work-order-store.ts";
import { candidateWeights, type CandidateField } from "../candidate-weights.ts";
import { foldField } from "../fold-field.ts";
import { chunkWeights } from "./bm25-weights.ts";
import { pointId } from "./point-id.ts";
import { TERMS, type PayloadIndexes } from "./qdrant-collection.ts";
import type { VersionedWorkOrder } from "./qdrant-work-order-index.ts";

export const candidateFields = Object.keys(candidateWeights) as CandidateField[];

export const workOrderIndexes: PayloadIndexes = {
  ...Object.fromEntries(candidateFields.map((field) => [field, { type: "keyword" }])),
  createdAt: { type: "datetime" },
  version: { type: "integer" },
};

/** An order as a point: its fields as they are compared, and the order itself. */
export function toOrderPoint(
  { order, tokens, version }: VersionedWorkOrder,
  averageTokens: number,
): Schemas["PointStruct"] {
  const fields = candidateFields.map((field) => [field, foldField(order[field]).toWellFormed()] as const);
  // Qdrant leaves out of an ordered answer what has no time: an order with an unreadable one counts as the oldest.
  const createdAt = new Date(Date.parse(order.createdAt) || 0).toISOString();
  return {
    id: pointId(order.id),
    vector: tokens.length === 0 ? {} : { [TERMS]: chunkWeights(tokens, averageTokens) },
    payload: {
      ...Object.fromEntries(fields.filter(([, value]) => value !== "")),
      createdAt,
      version,
      order: wellFormed(order),
    },
  };
}

function wellFormed(order: WorkOrder): Record<string, unknown> {
  const entries = Object.entries(order).map(([name, value]) => [
    name,
    typeof value === "string" ? value.toWellFormed() : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
