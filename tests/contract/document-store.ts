import { describe, expect, it } from "vitest";
import type { DocumentStore } from "../../shared/ports/document-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute, sampleDocument } from "./samples.ts";

/** What every document store promises. */
export function describeDocumentStore(name: string, make: MakeInstances<DocumentStore>) {
  describe(`the document store (${name})`, () => {
    const ids = (page: { items: { id: string }[] }) => page.items.map((document) => document.id);

    it("creates and replaces by id, and has it after it was closed and opened again", async () => {
      const instances = make();
      const store = instances.open();
      await store.put(sampleDocument("d"));
      const indexed = sampleDocument("d", { status: "indexed", indexedHash: "00", metadata: { 부서: "정비" } });
      await store.put(indexed);
      expect(ids(await store.list({ limit: 9 }))).toEqual(["d"]);
      instances.close();
      expect(await instances.open().read("d")).toEqual(indexed);
    });

    it("lists newest first, page by page, by status", async () => {
      const store = make().open();
      for (const n of [2, 1, 3]) {
        await store.put(sampleDocument(`d${n}`, { createdAt: minute(n), status: n === 1 ? "failed" : "queued" }));
      }
      const first = await store.list({ limit: 2 });
      expect(ids(first)).toEqual(["d3", "d2"]);
      const second = await store.list({ limit: 2, continuation: first.continuation });
      expect(ids(second)).toEqual(["d1"]);
      expect(second.continuation).toBeUndefined();
      expect(ids(await store.list({ limit: 2, status: "failed" }))).toEqual(["d1"]);
      await expect(store.list({ limit: 2, continuation: "?" })).rejects.toMatchObject({ code: "bad-request" });
    });

    it("lists to a reader what is open to all or to one of the reader's groups", async () => {
      const store = make().open();
      for (const [n, allowedGroups] of [[], ["정비", "boilers"], ["lab"]].entries()) {
        await store.put(sampleDocument(`d${n}`, { createdAt: minute(n), allowedGroups }));
      }
      expect(ids(await store.list({ limit: 9, groups: [] }))).toEqual(["d0"]);
      expect(ids(await store.list({ limit: 9, groups: ["정비", "x"] }))).toEqual(["d1", "d0"]);
      expect(ids(await store.list({ limit: 9 }))).toEqual(["d2", "d1", "d0"]);
    });

    it("removes once", async () => {
      const store = make().open();
      await store.put(sampleDocument("d"));
      expect(await store.remove("d")).toBe(true);
      expect(await store.remove("d")).toBe(false);
      expect(await store.read("d")).toBeUndefined();
    });
  });
}
