import type { Term, TermStore } from "../../ports/term-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Terms in the order in which they were first added. */
export function sqliteTermStore(database: SqliteDatabase): TermStore {
  const versionNow = "SELECT value FROM versions WHERE name = 'terms'";
  const selectVersion = database.statement<{ value: number }>(versionNow);
  const currentVersion = database.current<{ value: number }>(versionNow);
  const bumpVersion = database.statement(
    "INSERT INTO versions (name, value) VALUES ('terms', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
  );
  const selectAll = database.statement<{ record: string }>("SELECT record FROM terms ORDER BY rowid");
  const upsert = database.statement(
    `INSERT INTO terms (category, code, record) VALUES (?, ?, ?)
     ON CONFLICT (category, code) DO UPDATE SET record = excluded.record WHERE record <> excluded.record`,
  );

  return {
    async all() {
      return database.transaction(() => ({
        version: selectVersion.get()?.value ?? 0,
        terms: selectAll.all().map((row) => JSON.parse(row.record) as Term),
      }));
    },

    async version() {
      return currentVersion()?.value ?? 0;
    },

    async upsert(terms) {
      return database.transaction(() => {
        let changed = 0;
        for (const { category, code, name, aliases } of terms) {
          changed += upsert.run(category, code, JSON.stringify({ category, code, name, aliases }));
        }
        if (changed > 0) bumpVersion.run();
        return changed;
      });
    },
  };
}
