import type { Caller } from "../ports/caller.ts";
import type { Page, PageRequest } from "../ports/session-store.ts";
import type { Summary, SummaryStore } from "../ports/summary-store.ts";
import { tokenise } from "../terms/tokenise.ts";
import { endOfDay } from "./end-of-day.ts";

export type SummarySearch = PageRequest & {
  q?: string | undefined;
  type?: Summary["type"] | undefined;
  from?: string | undefined;
  /** A date includes its whole day (UTC). */
  to?: string | undefined;
  sort?: "relevance" | "date" | undefined;
};

/** The caller's summaries: with words, those that share some, the most relevant first; without, the newest first. */
export async function searchSummaries(
  { summaries }: { summaries: SummaryStore },
  caller: Caller,
  { q, sort, to, ...query }: SummarySearch,
): Promise<Page<Summary & { score?: number }>> {
  const tokens = q === undefined ? undefined : [...new Set(tokenise(q))];
  if (tokens?.length === 0) return { items: [] };
  return summaries.search({
    ...query,
    userId: caller.userId,
    tokens,
    to: to === undefined ? undefined : endOfDay(to),
    sort: sort ?? (tokens === undefined ? "date" : "relevance"),
  });
}
