import type { Chunk, KnowledgeHit, KnowledgeIndex } from "../../ports/knowledge-index.ts";
import { chunkIndex } from "./chunk-index.ts";
import { quantise } from "./quantised-vector.ts";
import { recordCache } from "./record-cache.ts";
import { sortableTime } from "./sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Parsed chunks kept at hand; some 5 MB. */
const KEPT_CHUNKS = 2_000;

/** Chunks as rows, found by an index in memory that follows them by the version of each change. */
export function sqliteKnowledgeIndex(database: SqliteDatabase): KnowledgeIndex {
  const insert = database.statement(
    `INSERT INTO chunks (document_id, content_type, updated_at, groups, vector_scale, vector, tokens, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.statement("DELETE FROM chunks WHERE document_id = ?");
  const noteChange = database.statement(
    `INSERT INTO chunk_changes (document_id, version)
     VALUES (?, (SELECT coalesce(max(version), 0) + 1 FROM chunk_changes))
     ON CONFLICT (document_id) DO UPDATE SET version = excluded.version`,
  );
  const selectRecord = database.statement<{ record: string }>("SELECT record FROM chunks WHERE sequence = ?");
  const count = database.statement<{ count: number }>("SELECT count(*) AS count FROM chunks");
  const index = chunkIndex(database);

  const chunks = recordCache(KEPT_CHUNKS, (sequence) => {
    const row = selectRecord.get(sequence);
    return row && (JSON.parse(row.record) as Chunk);
  });

  function toHits(found: { sequence: number; score: number }[]): KnowledgeHit[] {
    return found.flatMap(({ sequence, score }) => {
      const chunk = chunks(sequence);
      return chunk === undefined ? [] : [{ chunk, score }];
    });
  }

  return {
    async replaceDocument(documentId, replacement) {
      database.transaction(() => {
        remove.run(documentId);
        for (const { chunk, tokens, vector } of replacement) {
          const quantised = vector && quantise(vector);
          insert.run(
            documentId,
            chunk.contentType,
            sortableTime(chunk.updatedAt),
            JSON.stringify(chunk.allowedGroups),
            quantised?.scale ?? null,
            quantised?.bytes ?? null,
            tokens.join(" "),
            JSON.stringify(chunk),
          );
        }
        noteChange.run(documentId);
      });
    },

    async removeDocument(documentId) {
      database.transaction(() => {
        if (remove.run(documentId) > 0) noteChange.run(documentId);
      });
    },

    async searchLexical({ tokens, filter, limit }) {
      return toHits(await index.byTokens(tokens, filter, limit));
    },

    async searchDense({ vector, filter, limit }) {
      return toHits(await index.byVector(quantise(vector), filter, limit));
    },

    async count() {
      return count.get()?.count ?? 0;
    },
  };
}
