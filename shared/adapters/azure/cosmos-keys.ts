import { sortableTime } from "../sortable-time.ts";

/** A document's id from its kind and a name: what Cosmos DB does not allow in ids (`/`, `\`, `?`, `#`) is encoded. */
export function documentId(kind: string, name: string): string {
  if (/^[\w.:@-]+$/.test(name)) return `${kind}:${name}`;
  return `${kind}~${Buffer.from(name).toString("base64url")}`;
}

/** Sorts by time; equal times by id, so that every key is unique. */
export function timeKey(time: string, id: string): string {
  return `${sortableTime(time)}|${id}`;
}

/** A count that sorts as text. */
export function countKey(count: number): string {
  return String(count).padStart(12, "0");
}
