import type { Schemas } from "@qdrant/js-client-rest";
import type { SearchFilter } from "../../ports/knowledge-index.ts";
import { hidden } from "./qdrant-collection.ts";

export type Condition = Schemas["FieldCondition"] | Schemas["IsEmptyCondition"] | Schemas["Filter"];

/** The port's filter as part of Qdrant's query. A chunk without groups is for everyone. */
export function qdrantFilter(filter: SearchFilter): { must: Condition[]; must_not: Condition[] } {
  const { groups, documentIds, contentType, updatedFrom, updatedTo } = filter;
  const must: Condition[] = [];
  if (groups !== undefined) {
    const isOpen: Condition = { is_empty: { key: "allowedGroups" } };
    const isShared: Condition[] = groups.length === 0 ? [] : [{ key: "allowedGroups", match: { any: groups } }];
    must.push({ should: [isOpen, ...isShared] });
  }
  if (documentIds !== undefined) must.push({ key: "documentId", match: { any: documentIds } });
  if (contentType !== undefined) must.push({ key: "contentType", match: { value: contentType } });
  if (updatedFrom !== undefined || updatedTo !== undefined) {
    const from = updatedFrom === undefined ? {} : { gte: updatedFrom };
    const to = updatedTo === undefined ? {} : { lte: updatedTo };
    must.push({ key: "updatedAt", range: { ...from, ...to } });
  }
  return { must, must_not: [hidden] };
}
