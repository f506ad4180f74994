import type { SearchFilter } from "../../ports/knowledge-index.ts";
import { sortableTime } from "../sortable-time.ts";

/** What a filter looks at. `groups` is the JSON of the chunk's allowed groups: few distinct texts, each judged once a query. */
export type Filtered = { documentId: string; contentType: string; updatedAt: string; groups: string };

/** Whether a chunk may be found. */
export function chunkFilter(filter: SearchFilter): (chunk: Filtered) => boolean {
  const groups = filter.groups && new Set(filter.groups);
  const documentIds = filter.documentIds && new Set(filter.documentIds);
  const from = filter.updatedFrom && sortableTime(filter.updatedFrom);
  const to = filter.updatedTo && sortableTime(filter.updatedTo);
  const judged = new Map<string, boolean>();

  function mayRead(allowed: string): boolean {
    if (groups === undefined) return true;
    const known = judged.get(allowed);
    if (known !== undefined) return known;
    const names = JSON.parse(allowed) as string[];
    const verdict = names.length === 0 || names.some((name) => groups.has(name));
    judged.set(allowed, verdict);
    return verdict;
  }

  return (chunk) =>
    mayRead(chunk.groups) &&
    (documentIds === undefined || documentIds.has(chunk.documentId)) &&
    (filter.contentType === undefined || filter.contentType === chunk.contentType) &&
    (from === undefined || chunk.updatedAt >= from) &&
    (to === undefined || chunk.updatedAt <= to);
}
