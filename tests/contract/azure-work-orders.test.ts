import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { cosmosContainers } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosWorkOrderStore } from "../../shared/adapters/azure/cosmos-work-order-store.ts";
import { qdrantWorkOrderIndex } from "../../shared/adapters/azure/qdrant-work-order-index.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";
import { cosmosInstances } from "./cosmos-instances.ts";
import { sampleOrder } from "./samples.ts";
import { describeWorkOrderStore } from "./work-order-store.ts";

let cosmos: Awaited<ReturnType<typeof startCosmosDouble>>;
let qdrant: Awaited<ReturnType<typeof startQdrantDouble>>;
beforeAll(async () => {
  cosmos = await startCosmosDouble();
  qdrant = await startQdrantDouble();
});
afterAll(() => Promise.all([cosmos.stop(), qdrant.stop()]));

/** Instances with clients of their own, over a database and a collection of their own. */
const onAzure = (options: { retry?: { attempts: number; budgetMs: number } } = {}) => {
  const alias = `orders-${crypto.randomUUID()}`;
  const indexFailures: unknown[] = [];
  const instances = cosmosInstances(
    cosmos,
    cosmosContainers.workOrders,
    (container, store) => {
      const candidates = qdrantWorkOrderIndex({ url: qdrant.url, alias });
      const onIndexFailure = (error: unknown) => indexFailures.push(error);
      return cosmosWorkOrderStore(container, candidates, { ...store, onIndexFailure });
    },
    options,
  );
  return { ...instances, alias, indexFailures };
};

describeWorkOrderStore("Cosmos DB and Qdrant", onAzure);

describe("work orders between Cosmos DB and Qdrant", () => {
  afterEach(() => {
    qdrant.misbehave(() => undefined);
    cosmos.faults.length = 0;
  });
  const indexed = (id: string, more: Parameters<typeof sampleOrder>[1] = {}) => ({
    order: sampleOrder(id, { itemNo: "P-1", ...more }),
    tokens: ["펌프", "누설"],
  });
  const found = async (store: ReturnType<ReturnType<typeof onAzure>["open"]>) =>
    (await store.candidates({ itemNo: "P-1", limit: 500 })).map(({ order }) => order.id).sort();
  const later = 10 * 60_000;
  const isBatch = ({ kind }: { kind: string }) => kind === "batch";
  const isUpsert = ({ route }: { route: string }) => /^PUT .*points$/.test(route);

  it("keep an order that the index did not take, and bring it in at the next repair", async () => {
    const instances = onAzure();
    const store = instances.open();
    qdrant.misbehave((request) => (isUpsert(request) ? "drop" : undefined));
    const created = await store.create(indexed("w"));
    expect(await store.read("w")).toEqual(created);
    expect(instances.indexFailures).toMatchObject([{ code: "unavailable" }]);
    expect(await found(store)).toEqual([]);
    qdrant.misbehave(() => undefined);
    await store.repairCandidates();
    expect(await store.repairCandidates()).toBe(0);
    expect(await store.candidates({ tokens: ["누설"], limit: 9 })).toMatchObject([{ order: created }]);
    expect(await store.repairCandidates()).toBe(0);
  });

  it("bring in an order whose writer died right after Cosmos DB had it", async () => {
    const instances = onAzure({ retry: { attempts: 1, budgetMs: 0 } });
    const draft = await instances.open().create(indexed("w", { status: "draft", sessionId: "s" }));
    cosmos.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    const finalized = instances.open().replace({ ...indexed("w"), order: { ...draft, status: "finalized" } });
    await expect(finalized).rejects.toMatchObject({ code: "unavailable" });
    const store = instances.open();
    expect(await store.read("w")).toMatchObject({ status: "finalized" });
    expect(await found(store)).toEqual([]);
    instances.advance(later);
    expect(await store.repairCandidates()).toBe(1);
    expect(await found(store)).toEqual(["w"]);
  });

  it("bring in all of an import that died in the middle, each row once", async () => {
    const instances = onAzure({ retry: { attempts: 1, budgetMs: 0 } });
    const rows = Array.from({ length: 150 }, (_, n) => indexed(`w${n}`));
    const isLate = () => cosmos.calls.filter(({ kind }) => kind === "write").length > 120;
    cosmos.calls.length = 0;
    for (let n = 0; n < 60; n++) cosmos.faults.push({ lost: true, matches: isLate });
    await expect(instances.open().importHistory(rows)).rejects.toMatchObject({ code: "unavailable" });
    cosmos.faults.length = 0;
    const store = instances.open();
    const stored = await store.count();
    expect(stored).toBeGreaterThan(100);
    expect(stored).toBeLessThan(150);
    expect(await found(store)).toHaveLength(100);
    instances.advance(later);
    await store.repairCandidates();
    expect(await found(store)).toHaveLength(stored);
    expect(await store.importHistory(rows)).toBe(150 - stored);
    expect(await found(store)).toHaveLength(150);
  });

  it("know their own write when its answer was lost, and lose no candidate to it", async () => {
    const store = onAzure().open();
    cosmos.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    const created = await store.create(indexed("w"));
    cosmos.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    const replaced = await store.replace({ ...indexed("w"), order: { ...created, title: "새" } });
    expect(replaced).toEqual(await store.read("w"));
    expect(await store.candidates({ itemNo: "P-1", limit: 9 })).toEqual([{ order: replaced, textScore: 0 }]);
    cosmos.faults.push({ lost: true, carriedOut: true, matches: ({ kind }) => kind === "write" });
    expect(await store.importHistory([indexed("x")])).toBe(1);
    expect(await found(store)).toEqual(["w", "x"]);
  });

  it("never put an older version over a newer one, whichever arrives last", async () => {
    const instances = onAzure();
    const [one, two] = [instances.open(), instances.open()];
    const created = await one.create(indexed("w", { title: "첫째" }));
    const index = qdrantWorkOrderIndex({ url: qdrant.url, alias: instances.alias });
    await two.replace({ ...indexed("w"), order: { ...created, title: "둘째" } });
    await index.put([{ ...indexed("w"), order: created, version: 1 }]);
    expect(await one.candidates({ itemNo: "P-1", limit: 9 })).toMatchObject([{ order: { title: "둘째" } }]);
  });

  it("leave a draft that is finalised while its session is removed", async () => {
    const instances = onAzure();
    const store = instances.open();
    const kept = await store.create(indexed("kept", { status: "draft", sessionId: "s" }));
    await store.create(indexed("gone", { status: "draft", sessionId: "s" }));
    const [removed, finalized] = await Promise.all([
      store.removeDraftsOfSession("s"),
      instances.open().replace({ ...indexed("kept"), order: { ...kept, status: "finalized" } }),
    ]);
    expect(removed).toBe(finalized === undefined ? 2 : 1);
    expect(await store.listOfSession("s")).toEqual(finalized === undefined ? [] : [finalized]);
  });

  it("make their collection again when it was lost, with all that belongs in it", async () => {
    const instances = onAzure();
    const store = instances.open();
    await store.create(indexed("w"));
    await fetch(`${qdrant.url}/collections/${instances.alias}-1`, { method: "DELETE" });
    expect(await found(store)).toEqual([]);
    expect(await store.hasItemNo("P-1")).toBe(false);
    await store.create(indexed("x"));
    expect(await found(store)).toEqual(["x"]);
    qdrant.misbehave((request) => (isUpsert(request) ? { status: 403 } : undefined));
    await expect(instances.open().repairCandidates()).rejects.toMatchObject({ code: "unavailable" });
    qdrant.misbehave(() => undefined);
    expect(await instances.open().repairCandidates()).toBe(2);
    expect(await found(store)).toEqual(["w", "x"]);
    expect(await store.repairCandidates()).toBe(0);
  });

  it("take any text, half letters too", async () => {
    const store = onAzure().open();
    for (const id of ["a/b?c#d", "한글 \ud800", "import:x"]) {
      const created = await store.create(indexed(id, { itemNo: `${id}\ud800`, title: "\ud800" }));
      expect(await store.read(id)).toEqual(created);
      expect(await store.hasItemNo(`${id}\ud800`)).toBe(true);
    }
  });
});
