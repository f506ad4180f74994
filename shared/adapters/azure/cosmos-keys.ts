/** A document's id from its kind and a name: what Cosmos DB does not allow in ids (`/`, `\`, `?`, `#`) is encoded. */
export function documentId(kind: string, name: string): string {
  if (/^[\w.:@-]+$/.test(name)) return `${kind}:${name}`;
  return `${kind}~${Buffer.from(name).toString("base64url")}`;
}

/** A time as RFC 3339 UTC with milliseconds, so that texts sort as times do. What is no time stays as it is. */
export function sortableTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** Sorts by time; equal times by id, so that every key is unique. */
export function timeKey(time: string, id: string): string {
  return `${sortableTime(time)}|${id}`;
}

/** A count that sorts as text. */
export function countKey(count: number): string {
  return String(count).padStart(12, "0");
}
