import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Charge } from "../../shared/adapters/azure/cosmos-container.ts";
import { containerRequest, cosmosContainers } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDatabase, type CosmosDatabaseOptions } from "../../shared/adapters/azure/cosmos-database.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import type { Term } from "../../shared/ports/term-store.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { cosmosInstances } from "./cosmos-instances.ts";
import { minute, sampleSession, sampleTurn } from "./samples.ts";

describe("the stores on Cosmos DB", () => {
  let double: Awaited<ReturnType<typeof startCosmosDouble>>;
  beforeEach(async () => {
    double = await startCosmosDouble();
  });
  afterEach(() => double.stop());

  const begun = async (options: Partial<CosmosDatabaseOptions> = {}) => {
    const instances = cosmosInstances(double, cosmosContainers.sessions, cosmosSessionStore, options);
    const store = instances.open();
    const session = await store.create(sampleSession("s"));
    return { store, session, instances };
  };
  const entry = { id: "s:1", queue: "session-summaries", body: {}, createdAt: minute(0) };
  const isBatch = ({ kind }: { kind: string }) => kind === "batch";

  it("spend one read and one batch on a turn, and tell what each has cost", async () => {
    const charges: Charge[] = [];
    const { store } = await begun({ onCharge: (charge) => charges.push(charge) });
    charges.length = double.calls.length = 0;
    const session = await store.read("s");
    if (session === undefined) throw new Error("gone");
    await store.commit({ session, turn: sampleTurn("t", "s"), outbox: [entry] });
    expect(double.calls.map(({ kind }) => kind)).toEqual(["read", "batch"]);
    expect(charges).toMatchObject([
      { container: "sessions", operation: "read", status: 200, requestUnits: 1 },
      { container: "sessions", operation: "batch", status: 200 },
    ]);
    expect(charges[1]?.requestUnits).toBeGreaterThan(5);
  });

  it("wait as long as a throttled call is told to", async () => {
    const { store } = await begun();
    for (let n = 0; n < 2; n++) double.faults.push({ status: 429, retryAfterMs: 60 });
    const start = performance.now();
    expect(await store.read("s")).toBeDefined();
    expect(performance.now() - start).toBeGreaterThanOrEqual(110);
  });

  it.each([408, 410, 449, 503])("try again after status %i, reads, batches and queries alike", async (status) => {
    const { store, session } = await begun();
    double.faults.push({ status, matches: ({ kind }) => kind === "read" });
    double.faults.push({ status, matches: isBatch }, { status, matches: ({ kind }) => kind === "query" });
    expect(await store.read("s")).toEqual(session);
    expect(await store.commit({ session, turn: sampleTurn("t", "s") })).toMatchObject({ committed: true });
    expect((await store.list({ userId: "anna", limit: 9 })).items).toHaveLength(1);
    expect(double.faults).toEqual([]);
  });

  it("try again when a replica has not yet seen what was written", async () => {
    const { store, session } = await begun();
    for (let n = 0; n < 3; n++) double.faults.push({ status: 404, substatus: 1002 });
    expect(await store.read("s")).toEqual(session);
    expect(double.faults).toEqual([]);
  });

  it("give up within their bounds, and say when to come back", async () => {
    const { store, session } = await begun({ retry: { attempts: 3, budgetMs: 1_000 } });
    for (let n = 0; n < 3; n++) double.faults.push({ status: 429, retryAfterMs: 20 });
    const refused = { code: "unavailable", retryAfterSeconds: 1, cause: { code: 429 } };
    await expect(store.read("s")).rejects.toMatchObject(refused);
    double.faults.push({ status: 429, retryAfterMs: 60_000 });
    await expect(store.commit({ session })).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 60 });
  });

  it("know their own commit when its answer was lost", async () => {
    const { store, session } = await begun();
    double.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    const first = await store.commit({ session, turn: sampleTurn("t1", "s"), outbox: [entry] });
    expect(first).toEqual({ committed: true, session: await store.read("s") });
    if (!first.committed) throw new Error(first.reason);
    double.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    const second = await store.commit({ session: { ...first.session, title: "새 제목" } });
    expect(second).toMatchObject({ committed: true, session: { title: "새 제목" } });
    expect((await store.listTurns("s", { limit: 9 })).items).toHaveLength(1);
    expect(await store.pendingOutbox(9)).toHaveLength(1);
  });

  it("carry out a commit whose connection broke before it arrived", async () => {
    const { store, session } = await begun();
    double.faults.push({ lost: true, matches: isBatch });
    const verdict = await store.commit({ session, turn: sampleTurn("t1", "s") });
    expect(verdict).toMatchObject({ committed: true });
  });

  it("lose and double nothing while connections break at any moment of 200 turns", async () => {
    const { store, session: first } = await begun({ random: () => 0 });
    let session = first;
    for (let n = 0; n < 200; n++) {
      if (n % 4 === 1) double.faults.push({ lost: true, carriedOut: n % 8 === 1, matches: isBatch });
      if (n % 24 === 5) double.faults.push({ lost: true, carriedOut: true, matches: isBatch });
      const change = { ...session, turnCount: session.turnCount + 1 };
      const outbox = [{ ...entry, id: `s:${n}` }];
      const verdict = await store.commit({ session: change, turn: sampleTurn(`t${n}`, "s"), outbox });
      if (!verdict.committed) throw new Error(verdict.reason);
      session = verdict.session;
    }
    const { items } = await store.listTurns("s", { limit: 300 });
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, n) => `t${n}`));
    expect(await store.read("s")).toMatchObject({ turnCount: 200 });
    expect(await store.pendingOutbox(300)).toHaveLength(200);
  });

  it("know the session that they made, and the one that they removed, when the answer was lost", async () => {
    const { store } = await begun();
    double.faults.push({ lost: true, carriedOut: true, matches: ({ kind }) => kind === "write" });
    const made = await store.create(sampleSession("n"));
    expect(await store.read("n")).toEqual(made);
    double.faults.push({ lost: true, carriedOut: true, matches: isBatch });
    expect(await store.remove("n")).toBe(true);
    expect(await store.read("n")).toBeUndefined();
  });

  it("are unavailable while nothing listens, and with a key that is refused", async () => {
    const { store } = await begun({ retry: { attempts: 2, budgetMs: 200 } });
    const { endpoint } = double;
    const key = Buffer.from("another key").toString("base64");
    const access = { endpoint, access: { key }, database: "any", discoverEndpoints: false };
    const client = cosmosDatabase(access);
    const container = client.container(cosmosContainers.sessions);
    await expect(container.read("s", "session")).rejects.toMatchObject({ code: "unavailable", cause: { code: 401 } });
    client.close();
    await double.stop();
    await expect(store.read("s")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("page through more sessions than one answer holds, over all partitions, and remove more turns than one batch", async () => {
    const { store, session: first } = await begun();
    await Promise.all(Array.from({ length: 249 }, (_, n) => store.create(sampleSession(`n${n}`))));
    const page = await store.list({ userId: "anna", limit: 240 });
    const rest = await store.list({ userId: "anna", limit: 240, continuation: page.continuation });
    expect(new Set([...page.items, ...rest.items].map(({ id }) => id)).size).toBe(250);
    expect(await store.countByState("anna")).toEqual({ total: 250, ended: 0 });
    let session = first;
    for (let n = 0; n < 130; n++) {
      const verdict = await store.commit({ session, turn: sampleTurn(`t${n}`, "s") });
      if (verdict.committed) session = verdict.session;
    }
    expect((await store.listTurns("s", { limit: 200 })).items).toHaveLength(130);
    expect(await store.remove("s")).toBe(true);
    expect(await store.listTurns("s", { limit: 9 })).toEqual({ items: [] });
  });

  it("take any text as the id of a turn", async () => {
    const { store, session: first } = await begun();
    let session = first;
    for (const id of ["a/b", "a?b", "a b", "a#b", "한글", "%2F"]) {
      const verdict = await store.commit({ session, turn: sampleTurn(id, "s") });
      if (!verdict.committed) throw new Error(verdict.reason);
      session = verdict.session;
      expect(await store.readTurn("s", id)).toMatchObject({ id });
    }
  });

  it("call a commit stale whose etag they never gave", async () => {
    const { store, session } = await begun();
    for (const etag of ["", "1", "x.y", "999.none"]) {
      const verdict = await store.commit({ session: { ...session, etag }, turn: sampleTurn("t", "s") });
      expect(verdict).toEqual({ committed: false, reason: "stale" });
    }
  });

  it("keep the terms of everybody who changes them at once, more than one document holds", async () => {
    const instances = cosmosInstances(double, cosmosContainers.terms, cosmosTermStore);
    const aliases = Array.from({ length: 50 }, (_, n) => `${n} ${"별칭".repeat(90)}`);
    const terms = (owner: string) =>
      Array.from({ length: 20 }, (_, n): Term => ({
        category: "location",
        code: `${owner}${n}`,
        name: "구역",
        aliases,
      }));
    const counts = await Promise.all(["a", "b", "c"].map((owner) => instances.open().upsert(terms(owner))));
    expect(counts).toEqual([20, 20, 20]);
    const all = await instances.open().all();
    expect(all.terms).toHaveLength(60);
    expect(all.version).toBe(3);
  });

  it("make their containers where they are missing, and do not take that for missing documents", async () => {
    const { endpoint, key } = double;
    const client = cosmosDatabase({ endpoint, access: { key }, database: "new", discoverEndpoints: false });
    const container = client.container(cosmosContainers.sessions);
    await expect(container.read("s", "session")).rejects.toMatchObject({ code: "unavailable", cause: { code: 404 } });
    for (let n = 0; n < 2; n++) await client.provision(Object.values(cosmosContainers));
    expect(await container.read("s", "session")).toBeUndefined();
    expect(await client.check(Object.values(cosmosContainers))).toEqual([]);
    client.close();
  });

  it("tell an operator what the database lacks, without making anything", async () => {
    const { endpoint, key } = double;
    const opened = (database: string) =>
      cosmosDatabase({ endpoint, access: { key }, database, discoverEndpoints: false });
    const { sessions, terms, leases } = cosmosContainers;
    const { defaultTtl: _, ...withoutTtl } = containerRequest(terms);
    const partitionKey = { paths: ["/userId"] };
    const indexingPolicy = { ...containerRequest(sessions).indexingPolicy, includedPaths: [{ path: "/kind/?" }] };
    double.createDatabase("half", [{ ...containerRequest(sessions), partitionKey, indexingPolicy }, withoutTtl]);
    expect(await opened("half").check([sessions, terms, leases])).toEqual([
      "the container sessions has the partition key /userId, not /sessionId: it must be made anew",
      "the container sessions does not index /userId/?, /state/?, /sortKey/?, /updatedAt/?",
      "the container terms has time to live off: set it on, without a default",
      "the container leases is missing (partition key /id)",
    ]);
    expect(await opened("none").check([sessions])).toEqual(["the database none is missing"]);
    expect(double.calls.map(({ method }) => method)).not.toContain("POST");
  });

  it("call a record too large that no document can hold, alone or in a batch, and keep nothing of it", async () => {
    const { store, session } = await begun();
    const message = "가".repeat(800_000);
    const turn = { ...sampleTurn("t", "s"), message };
    await expect(store.commit({ session, turn })).rejects.toMatchObject({ code: "too-large" });
    await expect(store.create(sampleSession("n", { title: message }))).rejects.toMatchObject({ code: "too-large" });
    expect((await store.listTurns("s", { limit: 9 })).items).toEqual([]);
    expect(await store.read("n")).toBeUndefined();
    expect(await store.commit({ session, turn: sampleTurn("t", "s") })).toMatchObject({ committed: true });
  });

  it("let sessions and turns be forgotten after the retention, never a message that must be sent", async () => {
    const instances = cosmosInstances(double, cosmosContainers.sessions, (container, options) => ({
      container,
      store: cosmosSessionStore(container, { ...options, retentionSeconds: 3_600 }),
    }));
    const { container, store } = instances.open();
    const session = await store.create(sampleSession("s"));
    await store.commit({ session, turn: sampleTurn("t", "s"), outbox: [entry] });
    const text = "SELECT * FROM c";
    const documents = await container.query<{ kind: string; ttl?: number }>({ text, values: {}, partition: "s" });
    const lifetimes = Object.fromEntries(documents.map(({ kind, ttl }) => [kind, ttl]));
    expect(lifetimes).toEqual({ session: 3_600, turn: 3_600, outbox: undefined });
  });
});
