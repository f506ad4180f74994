import type { Run, RunStore } from "../../ports/run-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Imports, ingestions and evaluations, with their reports. */
export function sqliteRunStore(database: SqliteDatabase): RunStore {
  const upsert = database.statement(
    `INSERT INTO runs (id, kind, created_at, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, created_at = excluded.created_at, record = excluded.record`,
  );
  const select = database.statement<{ record: string }>("SELECT record FROM runs WHERE id = ?");

  return {
    async put(run) {
      upsert.run(run.id, run.kind, sortableTime(run.createdAt), JSON.stringify(run));
    },

    async read(id) {
      const row = select.get(id);
      return row && (JSON.parse(row.record) as Run);
    },

    async list({ kind, ...request }) {
      const [createdAt, id] = positionOf(request, "runs", ["", ""]) ?? ["\u{10FFFF}", ""];
      const rows = database
        .statement<{ created_at: string; id: string; record: string }>(
          `SELECT created_at, id, record FROM runs
           WHERE (created_at, id) < (?, ?) ${kind === undefined ? "" : "AND kind = ?"}
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(createdAt, id, ...(kind === undefined ? [] : [kind]), request.limit + 1);
      return pageOf(rows, request.limit, {
        name: "runs",
        item: (row) => JSON.parse(row.record) as Run,
        position: (row) => [row.created_at, row.id],
      });
    },
  };
}
