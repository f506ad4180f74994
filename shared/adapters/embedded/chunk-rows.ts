import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "../../errors.ts";
import type { ChunkParts, IndexedChunk } from "../../ports/knowledge-index.ts";
import { quantise } from "./quantised-vector.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Old rows go in such portions, so that no other work waits for a large document. */
const REMOVED_AT_ONCE = 500;

/**
 * The rows of documents' chunks. Each replacement of a document has a number of its own; `chunk_changes` says which one
 * counts, so that a document changes by one row. `reindexed` holds those that wait for the end of a re-index.
 */
export function chunkRows(database: SqliteDatabase) {
  const nextNumber = database.statement<{ value: number }>(
    `INSERT INTO versions (name, value) VALUES ('chunk-replacement', 1)
     ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
  );
  const insert = database.statement(
    `INSERT INTO chunks (document_id, replacement, content_type, updated_at, groups, vector_scale, vector, tokens, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const countOf = database.statement<{ count: number }>(
    "SELECT count(*) AS count FROM chunks WHERE document_id = ? AND replacement = ?",
  );
  const noteChange = database.statement(
    `INSERT INTO chunk_changes (document_id, replacement, version)
     VALUES (?, ?, (SELECT coalesce(max(version), 0) + 1 FROM chunk_changes))
     ON CONFLICT (document_id) DO UPDATE SET version = excluded.version, replacement = excluded.replacement`,
  );
  const removeOutdated = database.statement(
    `DELETE FROM chunks WHERE sequence IN (
       SELECT sequence FROM chunks WHERE document_id = ?1
         AND replacement <> coalesce((SELECT replacement FROM chunk_changes WHERE document_id = ?1), -1)
         AND replacement <> coalesce((SELECT replacement FROM reindexed WHERE document_id = ?1), -1)
       LIMIT ${REMOVED_AT_ONCE})`,
  );
  const known = database.statement("SELECT 1 FROM chunk_changes WHERE document_id = ?");

  function insertAll(documentId: string, replacement: number, chunks: IndexedChunk[]): void {
    database.transaction(() => {
      for (const { chunk, tokens, vector } of chunks) {
        const quantised = vector && quantise(vector);
        insert.run(
          documentId,
          replacement,
          chunk.contentType,
          sortableTime(chunk.updatedAt),
          JSON.stringify(chunk.allowedGroups),
          quantised?.scale ?? null,
          quantised?.bytes ?? null,
          tokens.join(" "),
          JSON.stringify(chunk),
        );
      }
    });
  }

  return {
    nextNumber: () => nextNumber.get()?.value ?? 0,

    /** Writes a replacement that nobody sees yet; `settle` makes it count, in one transaction with its check. */
    async write(documentId: string, parts: ChunkParts, settle: (replacement: number) => void): Promise<void> {
      await this.removeOutdated(documentId);
      const replacement = this.nextNumber();
      let written = 0;
      try {
        for await (const part of Array.isArray(parts) ? [parts] : parts) {
          insertAll(documentId, replacement, part);
          written += part.length;
        }
        database.transaction(() => {
          if (countOf.get(documentId, replacement)?.count !== written) throw replacedMeanwhile();
          settle(replacement);
        });
      } catch (error) {
        await this.removeOutdated(documentId).catch(() => undefined);
        throw error;
      }
      await this.removeOutdated(documentId);
    },

    /** To be called within a transaction. */
    makeCurrent: (documentId: string, replacement: number) => void noteChange.run(documentId, replacement),

    isKnown: (documentId: string) => known.get(documentId) !== undefined,

    /** What neither counts nor waits to count. */
    async removeOutdated(documentId: string): Promise<void> {
      while (removeOutdated.run(documentId) === REMOVED_AT_ONCE) await nextTurn();
    },
  };
}

function replacedMeanwhile(): AppError {
  return new AppError("unavailable", "The document was being indexed twice at the same time. Try again in a moment.");
}
