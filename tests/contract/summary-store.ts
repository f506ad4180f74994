import { describe, expect, it } from "vitest";
import type { SummaryStore } from "../../shared/ports/summary-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute, sampleSummary } from "./samples.ts";

/** What every summary store promises. */
export function describeSummaryStore(name: string, make: MakeInstances<SummaryStore>) {
  describe(`the summary store (${name})`, () => {
    const filled = async () => {
      const store = make().open();
      await store.create(sampleSummary("a", 1, { createdAt: minute(1) }), ["펌프", "누설", "누설"]);
      await store.create(sampleSummary("b", 1, { createdAt: minute(2), type: "llm" }), ["펌프", "소음"]);
      await store.create(sampleSummary("c", 1, { createdAt: minute(3) }), ["밸브", "교체"]);
      await store.create(sampleSummary("foreign", 1, { userId: "ben" }), ["펌프", "누설"]);
      return store;
    };
    const ids = (page: { items: { id: string }[] }) => page.items.map((summary) => summary.id);
    const query = { userId: "anna", limit: 10, sort: "date" } as const;

    it("keeps the first of two summaries with one id", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      const summary = sampleSummary("s", 1);
      const verdicts = await Promise.all([
        one.create(summary, ["a"]),
        two.create({ ...summary, text: "second" }, ["b"]),
      ]);
      expect(verdicts.sort()).toEqual(["created", "exists"]);
      expect((await one.search({ ...query, userId: "anna" })).items).toHaveLength(1);
      expect(await one.create({ ...summary, text: "third" }, ["c"])).toBe("exists");
      expect((await two.read("s:1"))?.text).not.toBe("third");
      expect((await one.search({ ...query, tokens: ["c"] })).items).toEqual([]);
    });

    it("reads by id after it was closed and opened again", async () => {
      const instances = make();
      await instances.open().create(sampleSummary("s", 2), ["펌프"]);
      instances.close();
      const store = instances.open();
      expect(await store.read("s:2")).toEqual(sampleSummary("s", 2));
      expect(await store.read("s:1")).toBeUndefined();
      expect(ids(await store.search({ ...query, tokens: ["펌프"] }))).toEqual(["s:2"]);
    });

    it("lists the user's own newest first, page by page, by type and time", async () => {
      const store = await filled();
      const first = await store.search({ ...query, limit: 2 });
      expect(ids(first)).toEqual(["c:1", "b:1"]);
      expect(ids(await store.search({ ...query, limit: 2, continuation: first.continuation }))).toEqual(["a:1"]);
      expect(ids(await store.search({ ...query, type: "llm" }))).toEqual(["b:1"]);
      expect(ids(await store.search({ ...query, from: minute(2), to: minute(2) }))).toEqual(["b:1"]);
    });

    it("finds summaries that share words, by relevance or by date as asked", async () => {
      const store = await filled();
      const tokens = ["누설", "펌프"];
      const ranked = await store.search({ ...query, tokens, sort: "relevance" });
      expect(ids(ranked)).toEqual(["a:1", "b:1"]);
      expect(ranked.items[0]?.score).toBeGreaterThan(ranked.items[1]?.score ?? 0);
      expect(ids(await store.search({ ...query, tokens, sort: "date" }))).toEqual(["b:1", "a:1"]);
      const first = await store.search({ ...query, tokens, sort: "relevance", limit: 1 });
      const second = { ...query, tokens, sort: "relevance", limit: 1, continuation: first.continuation } as const;
      expect(ids(await store.search(second))).toEqual(["b:1"]);
    });

    it("takes words literally, whatever signs they hold", async () => {
      const store = make().open();
      await store.create(sampleSummary("s", 1), ["n3-pw-2s/s", "no.1"]);
      const found = async (...tokens: string[]) => ids(await store.search({ ...query, tokens }));
      expect(await found("n3-pw-2s/s")).toEqual(["s:1"]);
      for (const odd of [`"`, "'", "n3", "no", "AND", "*", "a:b", "(", "\0", ""]) expect(await found(odd)).toEqual([]);
    });

    it("refuses a continuation that it did not give", async () => {
      const store = await filled();
      const { continuation } = await store.search({ ...query, limit: 1 });
      const foreign = store.search({ ...query, tokens: ["펌프"], sort: "relevance", continuation });
      await expect(foreign).rejects.toMatchObject({ code: "bad-request" });
    });

    it("removes all of a session, from search too", async () => {
      const store = await filled();
      await store.create(sampleSummary("a", 2), ["펌프"]);
      expect(await store.removeOfSession("a")).toBe(2);
      expect(await store.removeOfSession("a")).toBe(0);
      expect(await store.read("a:1")).toBeUndefined();
      expect(ids(await store.search({ ...query, tokens: ["펌프"] }))).toEqual(["b:1"]);
    });

    it("counts by type, since a time, and in bytes", async () => {
      const store = await filled();
      const stats = await store.stats("anna", minute(2));
      expect(stats).toMatchObject({ llm: 1, rule: 2, createdSince: 2 });
      expect(stats.storageBytes).toBeGreaterThan(100);
      expect(await store.stats("nobody", minute(0))).toEqual({ llm: 0, rule: 0, createdSince: 0, storageBytes: 0 });
    });
  });
}
