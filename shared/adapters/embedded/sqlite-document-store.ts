import type { Document, DocumentStore } from "../../ports/document-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** What is known about each document; its text is in the archive. */
export function sqliteDocumentStore(database: SqliteDatabase): DocumentStore {
  const upsert = database.statement(
    `INSERT INTO documents (id, status, created_at, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, created_at = excluded.created_at, record = excluded.record`,
  );
  const select = database.statement<{ record: string }>("SELECT record FROM documents WHERE id = ?");
  const remove = database.statement("DELETE FROM documents WHERE id = ?");

  return {
    async put(document) {
      upsert.run(document.id, document.status, sortableTime(document.createdAt), JSON.stringify(document));
    },

    async read(id) {
      const row = select.get(id);
      return row && (JSON.parse(row.record) as Document);
    },

    async list({ status, groups, ...request }) {
      const [createdAt, id] = positionOf(request, "documents", ["", ""]) ?? ["\u{10FFFF}", ""];
      const ofGroups = `AND (json_array_length(record, '$.allowedGroups') = 0 OR EXISTS (
        SELECT 1 FROM json_each(record, '$.allowedGroups') WHERE value IN (SELECT value FROM json_each(?))))`;
      const rows = database
        .statement<{ created_at: string; id: string; record: string }>(
          `SELECT created_at, id, record FROM documents
           WHERE (created_at, id) < (?, ?) ${status === undefined ? "" : "AND status = ?"} ${groups === undefined ? "" : ofGroups}
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(
          createdAt,
          id,
          ...(status === undefined ? [] : [status]),
          ...(groups === undefined ? [] : [JSON.stringify(groups)]),
          request.limit + 1,
        );
      return pageOf(rows, request.limit, {
        name: "documents",
        item: (row) => JSON.parse(row.record) as Document,
        position: (row) => [row.created_at, row.id],
      });
    },

    async remove(id) {
      return remove.run(id) === 1;
    },
  };
}
