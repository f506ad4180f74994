import { describe, expect, it } from "vitest";
import type { WorkOrder, WorkOrderStore } from "../../shared/ports/work-order-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute, sampleOrder } from "./samples.ts";

/** What every work-order store promises. */
export function describeWorkOrderStore(name: string, make: MakeInstances<WorkOrderStore>) {
  const indexed = (id: string, more: Partial<WorkOrder> = {}, words = "") => ({
    order: sampleOrder(id, more),
    tokens: words === "" ? [] : words.split(" "),
  });
  const ids = (orders: { id: string }[]) => orders.map((order) => order.id);

  describe(`the work-order store (${name}): orders`, () => {
    it("gives back what was created, with an etag of its own, and refuses the id a second time", async () => {
      const store = make().open();
      const created = await store.create(indexed("w", { status: "draft", userId: "anna", title: "'; --" }));
      expect(await store.read("w")).toEqual(created);
      expect(created.etag).not.toBe("");
      await expect(store.create(indexed("w"))).rejects.toMatchObject({ code: "conflict" });
      expect(await store.read("other")).toBeUndefined();
    });

    it("replaces an order by its etag, and not by an old one", async () => {
      const store = make().open();
      const created = await store.create(indexed("w"));
      const replaced = await store.replace({ order: { ...created, title: "new" }, tokens: [] });
      expect(replaced).toMatchObject({ title: "new" });
      expect(await store.read("w")).toEqual(replaced);
      expect(await store.replace({ order: { ...created, title: "late" }, tokens: [] })).toBeUndefined();
      expect(await store.replace(indexed("missing"))).toBeUndefined();
      expect(await store.read("w")).toEqual(replaced);
    });

    it("lets one of two instances win when both replace at once", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      const created = await one.create(indexed("w"));
      const results = await Promise.all([
        one.replace({ order: { ...created, title: "one" }, tokens: [] }),
        two.replace({ order: { ...created, title: "two" }, tokens: [] }),
      ]);
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
    });

    it("lists finalised orders and the user's own drafts, newest first, page by page", async () => {
      const store = make().open();
      await store.create(indexed("old", { createdAt: minute(1) }));
      await store.create(indexed("own", { createdAt: minute(3), status: "draft", userId: "anna" }));
      await store.create(indexed("foreign", { createdAt: minute(4), status: "draft", userId: "ben" }));
      await store.create(indexed("new", { createdAt: minute(5), userId: "ben" }));
      const first = await store.list({ userId: "anna", limit: 2 });
      expect(ids(first.items)).toEqual(["new", "own"]);
      const second = await store.list({ userId: "anna", limit: 2, continuation: first.continuation });
      expect(ids(second.items)).toEqual(["old"]);
      expect(second.continuation).toBeUndefined();
      const unreadable = store.list({ userId: "anna", limit: 2, continuation: "x" });
      await expect(unreadable).rejects.toMatchObject({ code: "bad-request" });
    });

    it("filters by fields, whatever their case and Unicode form, and by time", async () => {
      const store = make().open();
      const fields = { itemNo: "P-101", location: "1창고 #7Line", equipmentType: "Pump", statusCode: "고장" };
      await store.importHistory([indexed("a", { ...fields, createdAt: minute(5) }), indexed("b")]);
      const found = async (filter: object) => ids((await store.list({ userId: "x", limit: 9, ...filter })).items);
      expect(await found({ itemNo: "p-101" })).toEqual(["a"]);
      expect(await found({ location: "1창고 #7line".normalize("NFD") })).toEqual(["a"]);
      expect(await found({ equipmentType: "PUMP", statusCode: "고장" })).toEqual(["a"]);
      expect(await found({ equipmentType: "Pump", statusCode: "누설" })).toEqual([]);
      expect(await found({ from: minute(5), to: minute(5) })).toEqual(["a"]);
      expect(await found({ to: "2030-01-01T09:04:00+09:00" })).toEqual(["b"]);
    });

    it("knows the item numbers of finalised orders", async () => {
      const store = make().open();
      await store.create(indexed("w", { itemNo: "가-7a" }));
      await store.create(indexed("d", { itemNo: "D-1", status: "draft" }));
      expect(await store.hasItemNo("가-7A".normalize("NFD"))).toBe(true);
      expect(await store.hasItemNo("가-7")).toBe(false);
      expect(await store.hasItemNo("D-1")).toBe(false);
      expect(await store.hasItemNo("")).toBe(false);
    });

    it("imports history by id: rows already there are left alone, and counted out", async () => {
      const instances = make();
      const store = instances.open();
      const rows = [indexed("a", { title: "first" }), indexed("b"), indexed("a", { title: "second" })];
      expect(await store.importHistory(rows)).toBe(2);
      expect(await store.importHistory([indexed("b"), indexed("c")])).toBe(1);
      expect(await store.read("a")).toMatchObject({ title: "first" });
      expect(await store.count()).toBe(3);
      instances.close();
      expect(await instances.open().count()).toBe(3);
    });

    it("scans all finalised orders in batches, oldest first", async () => {
      const store = make().open();
      await store.importHistory([4, 2, 5, 1, 3].map((n) => indexed(`w${n}`, { createdAt: minute(n) })));
      await store.create(indexed("draft", { status: "draft" }));
      const batches: string[][] = [];
      for await (const batch of store.scan(2)) batches.push(ids(batch));
      expect(batches).toEqual([["w1", "w2"], ["w3", "w4"], ["w5"]]);
    });
  });

  describe(`the work-order store (${name}): candidates`, () => {
    const history = [
      indexed("place", { location: "북쪽", createdAt: minute(9) }, "밸브 교체"),
      indexed("both", { location: "북쪽", equipmentType: "Pump", createdAt: minute(1) }, "펌프 점검"),
      indexed("item", { itemNo: "P-1", createdAt: minute(1) }, "누설 점검"),
      indexed("words", { location: "남쪽", createdAt: minute(1) }, "누설 펌프 누설"),
      indexed("none", { location: "동쪽" }, "도장"),
    ];
    const found = async (store: WorkOrderStore, query: object) =>
      (await store.candidates({ limit: 10, ...query })).map((candidate) => candidate.order.id);

    it("draws orders that equal a field, those that equal most first, then the newest", async () => {
      const store = make().open();
      await store.importHistory(history);
      expect(await found(store, { location: "북쪽", equipmentType: "pump" })).toEqual(["both", "place"]);
      expect(await found(store, { location: "북쪽" })).toEqual(["place", "both"]);
      expect(await found(store, { location: "북쪽", limit: 1 })).toEqual(["place"]);
    });

    it("puts an equal item number before everything else", async () => {
      const store = make().open();
      await store.importHistory(history);
      expect(await found(store, { itemNo: "p-1", location: "북쪽", equipmentType: "Pump" })).toEqual([
        "item",
        "both",
        "place",
      ]);
    });

    it("draws orders that share words, with a score that grows with what they share", async () => {
      const store = make().open();
      await store.importHistory(history);
      const candidates = await store.candidates({ tokens: ["누설", "펌프", "누설"], limit: 10 });
      expect(candidates[0]?.order.id).toBe("words");
      expect(candidates.map(({ order }) => order.id).sort()).toEqual(["both", "item", "words"]);
      const scores = candidates.map(({ textScore }) => textScore);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(Math.min(...scores)).toBeGreaterThan(0);
      const [unscored] = await store.candidates({ location: "동쪽", limit: 1 });
      expect(unscored?.textScore).toBe(0);
    });

    it("takes words literally, whatever signs they hold, and finds nothing for nothing", async () => {
      const store = make().open();
      await store.importHistory([indexed("odd", {}, `a"b OR NOT n3-pw-2s/s *`)]);
      expect(await found(store, { tokens: [`a"b`] })).toEqual(["odd"]);
      expect(await found(store, { tokens: ["n3-pw-2s/s"] })).toEqual(["odd"]);
      expect(await found(store, { tokens: ["n3", "\0", "'", "x OR a", ""] })).toEqual([]);
      expect(await found(store, {})).toEqual([]);
      expect(await found(store, { itemNo: "", location: "", tokens: [] })).toEqual([]);
    });

    it("draws a draft once it is finalised, whichever instance did it, and a changed order as it is now", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      const draft = await one.create(indexed("w", { status: "draft", location: "북쪽" }, "펌프"));
      expect(await found(two, { location: "북쪽", tokens: ["펌프"] })).toEqual([]);
      const order = await two.replace({ order: { ...draft, status: "finalized" }, tokens: ["펌프"] });
      expect(await found(one, { location: "북쪽" })).toEqual(["w"]);
      await one.replace({ order: { ...order!, location: "남쪽" }, tokens: ["밸브"] });
      expect(await found(two, { location: "북쪽", tokens: ["펌프"] })).toEqual([]);
      expect(await found(two, { tokens: ["밸브"] })).toEqual(["w"]);
    });
  });
}
