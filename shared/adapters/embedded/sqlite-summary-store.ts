import type { Page } from "../../ports/session-store.ts";
import type { Summary, SummaryQuery, SummaryStore } from "../../ports/summary-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { anyOf, fullTextRow } from "./full-text.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase, SqlValue } from "./sqlite-database.ts";

type Found = { created_at: string; id: string; record: string; score: number };

/** Summaries with their tokens in FTS5. */
export function sqliteSummaryStore(database: SqliteDatabase): SummaryStore {
  const insert = database.statement<{ sequence: number }>(
    `INSERT INTO summaries (id, session_id, user_id, type, created_at, bytes, record) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING RETURNING sequence`,
  );
  const insertText = database.statement("INSERT INTO summary_text (rowid, tokens) VALUES (?, ?)");
  const select = database.statement<{ record: string }>("SELECT record FROM summaries WHERE id = ?");
  const removeText = database.statement(
    "DELETE FROM summary_text WHERE rowid IN (SELECT sequence FROM summaries WHERE session_id = ?)",
  );
  const remove = database.statement("DELETE FROM summaries WHERE session_id = ?");
  const stats = database.statement<Awaited<ReturnType<SummaryStore["stats"]>>>(
    `SELECT count(*) FILTER (WHERE type = 'llm') AS llm, count(*) FILTER (WHERE type = 'rule') AS rule,
       count(*) FILTER (WHERE created_at >= ?) AS createdSince, coalesce(sum(bytes), 0) AS storageBytes
     FROM summaries WHERE user_id = ?`,
  );

  return {
    async create(summary, tokens) {
      const record = JSON.stringify(summary);
      const { id, sessionId, userId, type } = summary;
      const createdAt = sortableTime(summary.createdAt);
      return database.transaction(() => {
        const row = insert.get(id, sessionId, userId, type, createdAt, Buffer.byteLength(record), record);
        if (row === undefined) return "exists";
        insertText.run(row.sequence, fullTextRow(tokens));
        return "created";
      });
    },

    async read(summaryId) {
      const row = select.get(summaryId);
      return row && (JSON.parse(row.record) as Summary);
    },

    async search(query): Promise<Page<Summary & { score?: number }>> {
      const match = query.tokens && anyOf(query.tokens);
      if (query.tokens !== undefined && match === undefined) return { items: [] };
      return match !== undefined && query.sort === "relevance"
        ? byRelevance(database, query, match)
        : byDate(database, query, match);
    },

    async removeOfSession(sessionId) {
      return database.transaction(() => {
        removeText.run(sessionId);
        return remove.run(sessionId);
      });
    },

    async stats(userId, since) {
      return { llm: 0, rule: 0, createdSince: 0, storageBytes: 0, ...stats.get(sortableTime(since), userId) };
    },
  };
}

function byDate(database: SqliteDatabase, query: SummaryQuery, match: string | undefined) {
  const [createdAt, id] = positionOf(query, "summaries-by-date", ["", ""]) ?? ["\u{10FFFF}", ""];
  const filter = filterOf(query);
  const rows = database
    .statement<Found>(
      `SELECT s.created_at, s.id, s.record, ${match === undefined ? "0" : "-bm25(summary_text)"} AS score
       FROM ${match === undefined ? "" : "summary_text JOIN"} summaries s
         ${match === undefined ? "" : "ON s.sequence = summary_text.rowid"}
       WHERE ${match === undefined ? "" : "summary_text MATCH ? AND"} ${filter.sql} AND (s.created_at, s.id) < (?, ?)
       ORDER BY s.created_at DESC, s.id DESC LIMIT ?`,
    )
    .all(...(match === undefined ? [] : [match]), ...filter.values, createdAt, id, query.limit + 1);
  return pageOf(rows, query.limit, {
    name: "summaries-by-date",
    item: (row) => toSummary(row, match !== undefined),
    position: (row) => [row.created_at, row.id],
  });
}

/** Scores change with every new summary, so the position in this list is how many were shown. */
function byRelevance(database: SqliteDatabase, query: SummaryQuery, match: string) {
  const [shown] = positionOf(query, "summaries-by-relevance", [0]) ?? [0];
  const filter = filterOf(query);
  const rows = database
    .statement<Found>(
      `SELECT s.created_at, s.id, s.record, -bm25(summary_text) AS score
       FROM summary_text JOIN summaries s ON s.sequence = summary_text.rowid
       WHERE summary_text MATCH ? AND ${filter.sql}
       ORDER BY score DESC, s.created_at DESC, s.id DESC LIMIT ? OFFSET ?`,
    )
    .all(match, ...filter.values, query.limit + 1, Math.max(0, Math.floor(shown)));
  return pageOf(rows, query.limit, {
    name: "summaries-by-relevance",
    item: (row) => toSummary(row, true),
    position: () => [shown + query.limit],
  });
}

function filterOf({ userId, type, from, to }: SummaryQuery): { sql: string; values: SqlValue[] } {
  const conditions: [sql: string, value: string | undefined][] = [
    ["s.user_id = ?", userId],
    ["s.type = ?", type],
    ["s.created_at >= ?", from && sortableTime(from)],
    ["s.created_at <= ?", to && sortableTime(to)],
  ];
  const given = conditions.filter((condition): condition is [string, string] => condition[1] !== undefined);
  return { sql: given.map(([sql]) => sql).join(" AND "), values: given.map(([, value]) => value) };
}

function toSummary(row: Found, hasScore: boolean): Summary & { score?: number } {
  const summary = JSON.parse(row.record) as Summary;
  return hasScore ? { ...summary, score: row.score } : summary;
}
