import type { Reindex } from "../../ports/knowledge-index.ts";
import type { chunkRows } from "./chunk-rows.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** A second set of rows beside the one that counts; one transaction lets it count. */
export function sqliteReindex(database: SqliteDatabase, rows: ReturnType<typeof chunkRows>): () => Promise<Reindex> {
  const note = database.statement(
    `INSERT INTO reindexed (document_id, reindex, replacement) VALUES (?, ?, ?)
     ON CONFLICT (document_id) DO UPDATE SET reindex = excluded.reindex, replacement = excluded.replacement`,
  );
  const noted = database.statement<{ document_id: string; replacement: number }>(
    "SELECT document_id, replacement FROM reindexed WHERE reindex = ?",
  );
  const forgetAll = database.statement("DELETE FROM reindexed");
  const every = database.statement<{ document_id: string }>("SELECT DISTINCT document_id FROM chunks");

  async function forget(): Promise<void> {
    forgetAll.run();
    for (const { document_id } of every.all()) await rows.removeOutdated(document_id);
  }

  return async () => {
    await forget();
    const reindex = rows.nextNumber();
    return {
      index: {
        replaceDocument: (documentId, parts) =>
          rows.write(documentId, parts, (replacement) => void note.run(documentId, reindex, replacement)),
      },
      async switch() {
        database.transaction(() => {
          const fresh = new Map(noted.all(reindex).map((row) => [row.document_id, row.replacement]));
          // A number that no row has: the document is gone.
          const nothing = rows.nextNumber();
          for (const id of new Set([...every.all().map((row) => row.document_id), ...fresh.keys()])) {
            rows.makeCurrent(id, fresh.get(id) ?? nothing);
          }
        });
        await forget();
      },
      abandon: forget,
    };
  };
}
