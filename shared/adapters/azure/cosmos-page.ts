import { AppError } from "../../errors.ts";
import type { Page, PageRequest } from "../../ports/session-store.ts";
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
  const after = positionOf(request, list.name);
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
  return pageOf(rows, request.limit, { name: list.name, item: list.item, position: (row) => row.sortKey });
}

/** A page from up to `limit + 1` rows: the row too many shows that there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  list: { name: string; item: (row: Row) => Item; position: (row: Row) => string },
): Page<Item> {
  const items = rows.slice(0, limit).map(list.item);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  const token = JSON.stringify([list.name, list.position(last)]);
  return { items, continuation: Buffer.from(token).toString("base64url") };
}

/** The position in a token of the list `name`, undefined for the first page; AppError `bad-request` for anything else. */
export function positionOf(request: PageRequest, name: string, pattern = /^/): string | undefined {
  if (request.continuation === undefined) return undefined;
  const [tag, position, ...rest] = parse(request.continuation);
  if (tag !== name || typeof position !== "string" || !pattern.test(position) || rest.length > 0) throw unreadable();
  return position;
}

function parse(token: string): unknown[] {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(decoded)) return decoded;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): AppError {
  const detail = "The continuation is not one of this list. Use the value of the page before, unchanged.";
  return new AppError("bad-request", detail, { cause, errors: [{ path: "continuation", message: "can't be read" }] });
}
