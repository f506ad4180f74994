import type { Chunk, KnowledgeHit, KnowledgeIndex } from "../../ports/knowledge-index.ts";
import { chunkIndex } from "./chunk-index.ts";
import { chunkRows } from "./chunk-rows.ts";
import { quantise } from "./quantised-vector.ts";
import { recordCache } from "./record-cache.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { sqliteReindex } from "./sqlite-reindex.ts";

/** Parsed chunks kept at hand; some 5 MB. */
const KEPT_CHUNKS = 2_000;
/** Rows that were found may be gone before they are read, when another process replaces their document: then again. */
const SEARCH_TRIES = 5;

type Found = { sequence: number; score: number };

/** Chunks as rows, found by an index in memory that follows them by the version of each change. */
export function sqliteKnowledgeIndex(database: SqliteDatabase): KnowledgeIndex {
  const selectRecord = database.statement<{ record: string }>("SELECT record FROM chunks WHERE sequence = ?");
  const count = database.statement<{ count: number }>(
    "SELECT count(*) AS count FROM chunks JOIN chunk_changes USING (document_id, replacement)",
  );
  const rows = chunkRows(database);
  const index = chunkIndex(database);
  const chunks = recordCache(KEPT_CHUNKS, (sequence) => {
    const row = selectRecord.get(sequence);
    return row && (JSON.parse(row.record) as Chunk);
  });

  async function hits(search: () => Promise<Found[]>): Promise<KnowledgeHit[]> {
    for (let left = SEARCH_TRIES; ; left -= 1) {
      const found = (await search()).map(({ sequence, score }) => ({ chunk: chunks(sequence), score }));
      const whole = found.filter((hit): hit is KnowledgeHit => hit.chunk !== undefined);
      if (whole.length === found.length || left <= 1) return whole;
    }
  }

  return {
    replaceDocument: (documentId, parts) =>
      rows.write(documentId, parts, (replacement) => rows.makeCurrent(documentId, replacement)),

    async removeDocument(documentId) {
      if (!rows.isKnown(documentId)) return;
      database.transaction(() => rows.makeCurrent(documentId, rows.nextNumber()));
      await rows.removeOutdated(documentId);
    },

    searchLexical: (query) => hits(() => index.byTokens(query)),

    searchDense: ({ vector, filter, limit }) => hits(() => index.byVector(quantise(vector), filter, limit)),

    async count() {
      return count.get()?.count ?? 0;
    },

    beginReindex: sqliteReindex(database, rows),
  };
}
