import type { SearchFilter } from "../../ports/knowledge-index.ts";
import { sortableTime } from "./sortable-time.ts";
import type { SqlValue } from "./sqlite-database.ts";

/** The filter as a condition on `chunks c`. Few distinct sets of groups exist, so they are compared whole. */
export function chunkFilter(filter: SearchFilter): { sql: string; values: SqlValue[] } {
  const conditions: [sql: string, value: SqlValue | undefined][] = [
    [
      `(c.groups = '[]' OR c.groups IN (SELECT r.groups FROM reader_groups r, json_each(r.groups) one
        WHERE one.value IN (SELECT value FROM json_each(?))))`,
      filter.groups && JSON.stringify(filter.groups),
    ],
    ["c.document_id IN (SELECT value FROM json_each(?))", filter.documentIds && JSON.stringify(filter.documentIds)],
    ["c.content_type = ?", filter.contentType],
    ["c.updated_at >= ?", filter.updatedFrom && sortableTime(filter.updatedFrom)],
    ["c.updated_at <= ?", filter.updatedTo && sortableTime(filter.updatedTo)],
  ];
  const given = conditions.filter((condition): condition is [string, SqlValue] => condition[1] !== undefined);
  return { sql: ["TRUE", ...given.map(([sql]) => sql)].join(" AND "), values: given.map(([, value]) => value) };
}
