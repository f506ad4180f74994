import type { CorrectionStore, TermCorrection } from "../../ports/correction-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Corrections of terms, few and small. */
export function sqliteCorrectionStore(database: SqliteDatabase): CorrectionStore {
  const insert = database.statement(
    `INSERT INTO corrections (id, status, created_at, etag, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const update = database.statement(
    "UPDATE corrections SET status = ?, etag = ?, record = ? WHERE id = ? AND etag = ?",
  );
  const select = database.statement<{ record: string }>("SELECT record FROM corrections WHERE id = ?");

  return {
    async read(id) {
      const row = select.get(id);
      return row && (JSON.parse(row.record) as TermCorrection);
    },

    async write(correction) {
      const { id, status, createdAt, etag } = correction;
      const next = { ...correction, etag: String(Number(etag) + 1) };
      const record = JSON.stringify(next);
      const changed =
        etag === ""
          ? insert.run(id, status, sortableTime(createdAt), next.etag, record)
          : update.run(status, next.etag, record, id, etag);
      return changed === 1 ? next : undefined;
    },

    async list({ status, ...request }) {
      const [createdAt, id] = positionOf(request, "corrections", ["", ""]) ?? ["\u{10FFFF}", ""];
      const rows = database
        .statement<{ created_at: string; id: string; record: string }>(
          `SELECT created_at, id, record FROM corrections
           WHERE (created_at, id) < (?, ?) ${status === undefined ? "" : "AND status = ?"}
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(createdAt, id, ...(status === undefined ? [] : [status]), request.limit + 1);
      return pageOf(rows, request.limit, {
        name: "corrections",
        item: (row) => JSON.parse(row.record) as TermCorrection,
        position: (row) => [row.created_at, row.id],
      });
    },
  };
}
