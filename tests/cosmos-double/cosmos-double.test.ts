import { CosmosClient, type Container } from "@azure/cosmos";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCosmosDouble } from "./cosmos-double.ts";

describe("the Cosmos DB double", () => {
  let double: Awaited<ReturnType<typeof startCosmosDouble>>;
  let client: CosmosClient;
  let container: Container;
  beforeEach(async () => {
    double = await startCosmosDouble();
    const { endpoint, key } = double;
    client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
    const indexingPolicy = { includedPaths: [{ path: "/n/?" }] };
    double.createDatabase("d", [{ id: "c", partitionKey: { paths: ["/key"] }, indexingPolicy }]);
    container = client.database("d").container("c");
  });
  afterEach(async () => {
    client.dispose();
    await double.stop();
  });
  const document = (id: string, n = 0) => ({ id, key: "k", n });
  const query = (text: string) => container.items.query(text).fetchAll();

  it("undoes a batch at its first failure, and says which it was", async () => {
    await container.items.create(document("there", 1));
    const { code, result } = await container.items.batch(
      [
        { operationType: "Create", resourceBody: document("new") },
        { operationType: "Delete", id: "there" },
        { operationType: "Replace", id: "missing", resourceBody: document("missing") },
        { operationType: "Create", resourceBody: document("later") },
      ],
      "k",
    );
    expect([code, result?.map(({ statusCode }) => statusCode)]).toEqual([207, [424, 424, 404, 424]]);
    const { resources } = await container.items.query("SELECT VALUE c.id FROM c", { partitionKey: "k" }).fetchAll();
    expect(resources).toEqual(["there"]);
  });

  it("merges the partitions of an ordered query through its plan", async () => {
    for (const [index, n] of [5, 3, 9, 1, 7].entries()) await container.items.create({ id: "x", key: `k${index}`, n });
    const { resources } = await query("SELECT * FROM c WHERE c.n > 1 ORDER BY c.n DESC");
    expect(resources.map(({ n }: { n: number }) => n)).toEqual([9, 7, 5, 3]);
    expect(new Set(double.calls.map(({ kind }) => kind))).toContain("plan");
  });

  it("counts over all partitions, and in one", async () => {
    for (const key of ["a", "b", "c"]) await container.items.create({ id: "x", key, n: 1 });
    const text = "SELECT VALUE COUNT(1) FROM c WHERE c.n = 1";
    expect((await query(text)).resources).toEqual([3]);
    expect((await container.items.query(text, { partitionKey: "b" }).fetchAll()).resources).toEqual([1]);
  });

  it("refuses what it does not know, and what the index leaves out", async () => {
    await expect(query("SELECT DISTINCT c.n FROM c")).rejects.toMatchObject({ code: 501 });
    await expect(query("SELECT * FROM c WHERE c.n LIKE 'a%'")).rejects.toMatchObject({ code: 501 });
    await expect(query("SELECT * FROM c WHERE c.other = 1")).rejects.toMatchObject({ code: 400 });
    await expect(container.items.create({ id: "a/b", key: "k" })).rejects.toThrow();
    await expect(container.items.create({ id: "a", key: "k", ttl: 0 })).rejects.toMatchObject({ code: 400 });
    const large = { ...document("large"), text: "x".repeat(2 * 1024 * 1024) };
    await expect(container.items.create(large)).rejects.toMatchObject({ code: 413 });
    await expect(container.item("a", "k").patch([{ op: "remove", path: "/n" }])).rejects.toMatchObject({ code: 404 });
    await expect(
      client.database("d").container("c").scripts.storedProcedures.readAll().fetchAll(),
    ).rejects.toMatchObject({
      code: 501,
    });
  });

  it("holds a change to the etag that was read", async () => {
    const { resource } = await container.items.create(document("a"));
    const accessCondition = { type: "IfMatch", condition: String(resource?._etag) };
    await container.item("a", "k").replace(document("a", 1), { accessCondition });
    const late = container.item("a", "k").replace(document("a", 2), { accessCondition });
    await expect(late).rejects.toMatchObject({ code: 412 });
    expect((await container.item("a", "k").read()).resource).toMatchObject({ n: 1 });
  });
});
