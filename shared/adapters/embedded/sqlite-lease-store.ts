import type { LeaseStore } from "../../ports/lease-store.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Leases in the file that all processes of a machine share. */
export function sqliteLeaseStore(database: SqliteDatabase, { now }: { now: () => Date }): LeaseStore {
  const acquire = database.statement(
    `INSERT INTO leases (name, owner, until) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
     WHERE owner = excluded.owner OR until <= ?`,
  );
  const release = database.statement("DELETE FROM leases WHERE name = ? AND owner = ?");

  return {
    async acquire(name, owner, until) {
      return acquire.run(name, owner, sortableTime(until), now().toISOString()) === 1;
    },

    async release(name, owner) {
      release.run(name, owner);
    },
  };
}
