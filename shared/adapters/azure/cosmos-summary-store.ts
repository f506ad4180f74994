import type { Page } from "../../ports/session-store.ts";
import type { Summary, SummaryQuery, SummaryStore } from "../../ports/summary-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { CosmosContainer, Query } from "./cosmos-container.ts";
import { documentId, timeKey } from "./cosmos-keys.ts";
import { listPage, type Listed } from "./cosmos-page.ts";
import { removePartition } from "./cosmos-partition.ts";
import { scoreTexts, wordCounts } from "./score-texts.ts";

/** What statistics and scores need of a summary, without its text. */
type Facts = { type: Summary["type"]; createdAt: string; bytes: number; length: number };
type SummaryDocument = Listed<Summary> & {
  id: string;
  sessionId: string;
  userId: string;
  type: Summary["type"];
  createdAt: string;
  words: string[];
  /** How often each of `words` occurs. */
  counts: number[];
  facts: Facts;
  ttl?: number;
};

/** A query of more tokens than this would cost more than it finds. */
const maxQueryTokens = 64;

/**
 * Summaries in the partition of their session, so that writing one twice is writing it once. A search by words draws the
 * user's summaries that share one from the index and scores them here, over the user's own summaries.
 */
export function cosmosSummaryStore(
  container: CosmosContainer,
  options: { retentionSeconds?: number } = {},
): SummaryStore {
  const lifetime = options.retentionSeconds === undefined ? {} : { ttl: options.retentionSeconds };
  const factsOf = (userId: string) =>
    container.query<Facts>({ text: "SELECT VALUE c.facts FROM c WHERE c.userId = @userId", values: { userId } });

  const searchByWords = async (query: SummaryQuery, tokens: string[]): Promise<Page<Summary & { score?: number }>> => {
    const byRelevance = query.sort === "relevance";
    const name = byRelevance ? "summaries-by-relevance" : "summaries-by-date";
    const [position] = positionOf<[string | number]>(query, name, [byRelevance ? 0 : ""]) ?? [];
    if (tokens.length === 0) return { items: [] };
    const [documents, facts] = await Promise.all([
      container.query<SummaryDocument>(sharing(query.userId, tokens)),
      factsOf(query.userId),
    ]);
    const scores = scoreTexts(tokens, documents, facts);
    const rows = documents
      .map((document, index) => ({ document, score: scores[index] ?? 0 }))
      .filter(({ document }) => fits(document, query))
      .sort((a, b) => (byRelevance ? b.score - a.score : 0) || descending(a.document.sortKey, b.document.sortKey));
    const shown = byRelevance ? Math.max(0, Number(position ?? 0)) : 0;
    const rest = byRelevance
      ? rows.slice(shown)
      : rows.filter(({ document }) => position === undefined || document.sortKey < String(position));
    return pageOf(rest, query.limit, {
      name,
      item: ({ document, score }) => ({ ...document.record, score }),
      position: ({ document }) => [byRelevance ? shown + query.limit : document.sortKey],
    });
  };

  return {
    async create(summary, tokens) {
      const { words, counts } = wordCounts(tokens);
      const createdAt = sortableTime(summary.createdAt);
      const bytes = Buffer.byteLength(JSON.stringify(summary));
      const document: SummaryDocument = {
        id: documentId("summary", summary.id),
        sessionId: summary.sessionId,
        userId: summary.userId,
        type: summary.type,
        createdAt,
        sortKey: timeKey(createdAt, summary.id),
        words,
        counts,
        facts: { type: summary.type, createdAt, bytes, length: tokens.length },
        record: summary,
        ...lifetime,
      };
      return (await container.create(document)) === undefined ? "exists" : "created";
    },

    async read(summaryId) {
      const sessionId = summaryId.slice(0, Math.max(0, summaryId.lastIndexOf(":")));
      if (sessionId === "") return undefined;
      return (await container.read<SummaryDocument>(sessionId, documentId("summary", summaryId)))?.record;
    },

    async search(query) {
      if (query.tokens !== undefined) {
        const tokens = [...new Set(query.tokens)].filter((token) => token !== "").slice(0, maxQueryTokens);
        return searchByWords(query, tokens);
      }
      const { userId, type } = query;
      const [from, to] = [query.from && sortableTime(query.from), query.to && sortableTime(query.to)];
      const conditions: [sql: string, name: string, value: string | undefined][] = [
        ["c.userId = @userId", "userId", userId],
        ["c.type = @type", "type", type],
        ["c.createdAt >= @from", "from", from],
        ["c.createdAt <= @to", "to", to],
      ];
      const given = conditions.filter((one): one is [string, string, string] => one[2] !== undefined);
      return listPage<SummaryDocument, Summary>(container, query, {
        name: "summaries-by-date",
        where: given.map(([sql]) => sql),
        values: Object.fromEntries(given.map(([, name, value]) => [name, value])),
        order: "DESC",
        item: (document) => document.record,
      });
    },

    async removeOfSession(sessionId) {
      return (await removePartition(container, sessionId)).length;
    },

    async stats(userId, since) {
      const facts = await factsOf(userId);
      const from = sortableTime(since);
      return {
        llm: facts.filter(({ type }) => type === "llm").length,
        rule: facts.filter(({ type }) => type === "rule").length,
        createdSince: facts.filter(({ createdAt }) => createdAt >= from).length,
        storageBytes: facts.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
  };
}

function sharing(userId: string, tokens: string[]): Query {
  const anyToken = tokens.map((_, n) => `ARRAY_CONTAINS(c.words, @word${n})`).join(" OR ");
  return {
    text: `SELECT * FROM c WHERE c.userId = @userId AND (${anyToken})`,
    values: { userId, ...Object.fromEntries(tokens.map((token, n) => [`word${n}`, token])) },
  };
}

function fits({ type, createdAt }: SummaryDocument, query: SummaryQuery): boolean {
  return (
    (query.type === undefined || type === query.type) &&
    (query.from === undefined || createdAt >= sortableTime(query.from)) &&
    (query.to === undefined || createdAt <= sortableTime(query.to))
  );
}

function descending(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}
