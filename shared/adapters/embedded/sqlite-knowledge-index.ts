import type { Chunk, KnowledgeHit, KnowledgeIndex } from "../../ports/knowledge-index.ts";
import { chunkFilter } from "./chunk-filter.ts";
import { anyOf, fullTextRow } from "./full-text.ts";
import { quantise } from "./quantised-vector.ts";
import { sortableTime } from "./sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { vectorScan } from "./vector-scan.ts";

/** Chunks with their tokens in FTS5 and their vectors as bytes. The version counts changes, for the scan's copy in memory. */
export function sqliteKnowledgeIndex(database: SqliteDatabase): KnowledgeIndex {
  const insert = database.statement<{ sequence: number }>(
    `INSERT INTO chunks (document_id, content_type, updated_at, groups, vector_scale, vector, record)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
  );
  const insertText = database.statement("INSERT INTO chunk_text (rowid, tokens) VALUES (?, ?)");
  const insertGroups = database.statement("INSERT INTO reader_groups (groups) VALUES (?) ON CONFLICT DO NOTHING");
  const removeText = database.statement(
    "DELETE FROM chunk_text WHERE rowid IN (SELECT sequence FROM chunks WHERE document_id = ?)",
  );
  const remove = database.statement("DELETE FROM chunks WHERE document_id = ?");
  const bumpVersion = database.statement(
    "INSERT INTO versions (name, value) VALUES ('chunks', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
  );
  const selectRecord = database.statement<{ record: string }>("SELECT record FROM chunks WHERE sequence = ?");
  const count = database.statement<{ count: number }>("SELECT count(*) AS count FROM chunks");
  const scan = vectorScan(database);

  function clear(documentId: string): number {
    removeText.run(documentId);
    return remove.run(documentId);
  }

  function toHits(found: { sequence: number; score: number }[]): KnowledgeHit[] {
    return found.flatMap(({ sequence, score }) => {
      const row = selectRecord.get(sequence);
      return row === undefined ? [] : [{ chunk: JSON.parse(row.record) as Chunk, score }];
    });
  }

  return {
    async replaceDocument(documentId, chunks) {
      database.transaction(() => {
        clear(documentId);
        for (const { chunk, tokens, vector } of chunks) {
          const groups = JSON.stringify(chunk.allowedGroups);
          const { scale, bytes } = vector === undefined ? { scale: null, bytes: null } : quantise(vector);
          const updatedAt = sortableTime(chunk.updatedAt);
          const record = JSON.stringify(chunk);
          const row = insert.get(documentId, chunk.contentType, updatedAt, groups, scale, bytes, record);
          insertText.run(row?.sequence ?? null, fullTextRow(tokens));
          insertGroups.run(groups);
        }
        bumpVersion.run();
      });
    },

    async removeDocument(documentId) {
      database.transaction(() => {
        if (clear(documentId) > 0) bumpVersion.run();
      });
    },

    async searchLexical({ tokens, filter, limit }) {
      const match = anyOf(tokens);
      if (match === undefined) return [];
      const { sql, values } = chunkFilter(filter);
      const found = database
        .statement<{ sequence: number; score: number }>(
          `SELECT c.sequence, -bm25(chunk_text) AS score FROM chunk_text JOIN chunks c ON c.sequence = chunk_text.rowid
           WHERE chunk_text MATCH ? AND ${sql} ORDER BY score DESC, c.sequence LIMIT ?`,
        )
        .all(match, ...values, limit);
      return toHits(found);
    },

    async searchDense({ vector, filter, limit }) {
      return toHits(scan(vector, filter, limit));
    },

    async count() {
      return count.get()?.count ?? 0;
    },
  };
}
