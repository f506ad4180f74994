import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { until } from "./client.ts";

/** How many rows each table of a running host has, and how many files its archive, once its queues are empty. */
export function storedRows(data: string) {
  const database = new DatabaseSync(path.join(data, "pmark.sqlite"), { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'leases'")
    .all()
    .map(({ name }) => database.prepare(`SELECT '${String(name)}' AS name, count(*) AS count FROM "${String(name)}"`));
  const waiting = database.prepare(
    "SELECT count(*) AS count FROM messages WHERE dead_at IS NULL AND queue IN ('imports', 'session-summaries')",
  );
  return {
    async count(): Promise<Record<string, number>> {
      await until(
        async () => waiting.get()!["count"],
        (count) => count === 0,
      );
      const files = readdirSync(path.join(data, "archive"), { recursive: true }).length;
      return {
        files,
        ...Object.fromEntries(tables.map((table) => table.get()!).map((row) => [row["name"], row["count"]])),
      };
    },
    close: () => database.close(),
  };
}
