import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteTermStore } from "../../shared/adapters/embedded/sqlite-term-store.ts";
import { vocabularyCache } from "../../shared/terms/vocabulary-cache.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";

describe("the compiled vocabulary", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "vocabulary-"));
  const database = openSqliteDatabase(path.join(directory, "terms.sqlite"));
  afterAll(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });

  it("is the same one until a term changes, and has the change then", async () => {
    const store = sqliteTermStore(database);
    const vocabulary = vocabularyCache(store);
    await store.upsert(bakeryTerms);
    const [first, second] = await Promise.all([vocabulary(), vocabulary()]);
    expect(second).toBe(first);
    expect(await vocabulary()).toBe(first);
    await store.upsert([{ category: "location", code: "ROOF", name: "Roof", aliases: [] }]);
    const changed = await vocabulary();
    expect(changed).not.toBe(first);
    expect(changed.named("location", "roof")?.code).toBe("ROOF");
    expect(changed.named("location", "ROOF")?.name).toBe("Roof");
  });
});
