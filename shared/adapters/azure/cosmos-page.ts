import type { Page, PageRequest } from "../../ports/session-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import type { CosmosContainer, Query, Stored } from "./cosmos-container.ts";

/** A document in a list: `sortKey` is unique in the list and gives its order. */
export type Listed<Item> = { sortKey: string; record: Item };

type List<Body, Item> = {
  /** Goes into the token, so that one list refuses another's. */
  name: string;
  /** Conditions on `c`, over `values`. */
  where: string[];
  values: Query["values"];
  partition?: string;
  order: "ASC" | "DESC";
  item: (document: Stored<Body>) => Item;
};

/**
 * One page in the order of `sortKey`. The position is the last item's key, not the service's own continuation: it stays
 * good while partitions split and documents come and go.
 */
export async function listPage<Body extends { sortKey: string }, Item>(
  container: CosmosContainer,
  request: PageRequest,
  list: List<Body, Item>,
): Promise<Page<Item>> {
  const [after] = positionOf(request, list.name, [""]) ?? [];
  const where = [
    ...list.where,
    ...(after === undefined ? [] : [`c.sortKey ${list.order === "ASC" ? ">" : "<"} @after`]),
  ];
  const rows = await container.query<Stored<Body>>({
    text: `SELECT * FROM c${where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`} ORDER BY c.sortKey ${list.order}`,
    values: { ...list.values, ...(after === undefined ? {} : { after }) },
    limit: request.limit + 1,
    ...(list.partition === undefined ? {} : { partition: list.partition }),
  });
  return pageOf(rows, request.limit, { name: list.name, item: list.item, position: (row) => [row.sortKey] });
}
