import { AppError } from "../errors.ts";
import type { Page, PageRequest } from "../ports/session-store.ts";

/** Where the next page begins: the sort key of the last item. */
export type Position = (string | number)[];

/** A page from up to `limit + 1` rows: the row too many shows that there is a next page. */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  list: { name: string; item: (row: Row) => Item; position: (row: Row) => Position },
): Page<Item> {
  const items = rows.slice(0, limit).map(list.item);
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  const continuation = Buffer.from(JSON.stringify([list.name, ...list.position(last)])).toString("base64url");
  return { items, continuation };
}

/** The position in a continuation token of the list `name`, undefined for the first page; AppError `bad-request` for anything else. */
export function positionOf<Start extends Position>(
  request: PageRequest,
  name: string,
  example: Start,
): Start | undefined {
  if (request.continuation === undefined) return undefined;
  const [tag, ...position] = parse(request.continuation);
  const fits =
    tag === name &&
    position.length === example.length &&
    position.every((value, index) => typeof value === typeof example[index]) &&
    position.every((value) => typeof value === "string" || Number.isSafeInteger(value));
  if (!fits) throw unreadable();
  return position as Start;
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
