import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CosmosContainer } from "../../shared/adapters/azure/cosmos-container.ts";
import { cosmosContainers, type ContainerDefinition } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDocumentStore } from "../../shared/adapters/azure/cosmos-document-store.ts";
import { cosmosLeaseStore } from "../../shared/adapters/azure/cosmos-lease-store.ts";
import { cosmosRunStore } from "../../shared/adapters/azure/cosmos-run-store.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { cosmosSummaryStore } from "../../shared/adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../../shared/adapters/azure/cosmos-turn-log.ts";
import { startCosmosDouble, type Fault } from "../cosmos-double/cosmos-double.ts";
import { cosmosInstances } from "./cosmos-instances.ts";
import { minute, sampleDocument, sampleSession, sampleSummary, sampleTurn } from "./samples.ts";

let double: Awaited<ReturnType<typeof startCosmosDouble>>;
beforeAll(async () => {
  double = await startCosmosDouble();
});
afterAll(() => double.stop());
beforeEach(() => void (double.faults.length = 0));

type Clocks = { now: () => Date; newId: () => string };
type Scenario = { on: ContainerDefinition; play: (container: CosmosContainer, clocks: Clocks) => Promise<unknown> };
const sharesWords = { userId: "anna", tokens: ["펌프"], sort: "relevance" as const, limit: 9 };

/** Each writes, changes, lists and removes, and gives all that a caller sees of it. */
const scenarios: Record<string, Scenario> = {
  sessions: {
    on: cosmosContainers.sessions,
    async play(container, clocks) {
      const store = cosmosSessionStore(container, clocks);
      const session = await store.create(sampleSession("s"));
      const outbox = [{ id: "s:1", queue: "session-summaries", body: {}, createdAt: minute(0) }];
      const first = await store.commit({ session, turn: sampleTurn("t1", "s"), outbox });
      const stale = await store.commit({ session, turn: sampleTurn("t2", "s") });
      const twice = first.committed && (await store.commit({ session: first.session, turn: sampleTurn("t1", "s") }));
      const pending = (await store.pendingOutbox(9)).length;
      await store.clearOutbox([{ sessionId: "s", id: "s:1" }]);
      const turns = await store.listTurns("s", { limit: 9 });
      const listed = (await store.list({ userId: "anna", limit: 9 })).items.map(({ id }) => id);
      const rest = [await store.pendingOutbox(9), await store.remove("s"), await store.read("s")];
      return [first.committed, stale, twice, pending, turns, listed, rest];
    },
  },
  summaries: {
    on: cosmosContainers.summaries,
    async play(container) {
      const store = cosmosSummaryStore(container);
      for (const revision of [1, 2, 1]) await store.create(sampleSummary("s", revision), ["펌프", "누설"]);
      const found = await store.search(sharesWords);
      return [found, await store.stats("anna", minute(0)), await store.removeOfSession("s"), await store.read("s:1")];
    },
  },
  terms: {
    on: cosmosContainers.terms,
    async play(container, clocks) {
      const store = cosmosTermStore(container, clocks);
      const term = { category: "location" as const, code: "A", name: "북쪽", aliases: [] };
      const counts = [await store.upsert([term]), await store.upsert([term, { ...term, code: "B" }])];
      return [counts, await store.all(), await store.version()];
    },
  },
  documents: {
    on: cosmosContainers.documents,
    async play(container) {
      const store = cosmosDocumentStore(container);
      for (const id of ["a", "b", "a"]) await store.put(sampleDocument(id));
      const listed = await store.list({ limit: 1 });
      return [listed, await store.remove("a"), await store.read("a"), await store.read("b")];
    },
  },
  runs: {
    on: cosmosContainers.runs,
    async play(container) {
      const store = cosmosRunStore(container);
      const run = { id: "r", kind: "ingestion", status: "running", createdAt: minute(0) } as never;
      await store.put(run);
      await store.put(run);
      return [await store.list({ limit: 9 }), await store.read("r"), await store.read("none")];
    },
  },
  leases: {
    on: cosmosContainers.leases,
    async play(container, clocks) {
      const store = cosmosLeaseStore(container, clocks);
      const until = new Date(clocks.now().getTime() + 60_000).toISOString();
      const taken = [await store.acquire("l", "one", until), await store.acquire("l", "two", until)];
      await store.release("l", "one");
      return [taken, await store.acquire("l", "two", until)];
    },
  },
  "turn streams": {
    on: cosmosContainers.turnStreams,
    async play(container, clocks) {
      const log = cosmosTurnLog(container, clocks);
      const turn = { turnId: "t", sessionId: "s", userId: "anna", roles: [], groups: [], message: "펌프" };
      const accepted = { ...turn, acceptedAt: clocks.now().toISOString() };
      const verdicts = [await log.accept(accepted), await log.accept(accepted)];
      for (const id of [1, 2, 2]) await log.append("s", "t", [{ id, event: "token", data: {} }]);
      const cancel = [await log.requestCancel("s", "t"), await log.isCancelRequested("s", "t")];
      await log.finish("s", "t");
      const later = new Date(clocks.now().getTime() + 1).toISOString();
      return [verdicts, cancel, await log.read("s", "t", 1), await log.purge(later), await log.read("s", "t", 0)];
    },
  },
};

const statuses = [429, 503, 449, 410, 408];
const failures: [name: string, fault: (n: number) => Fault][] = [
  ["is put off: 429, 503, 449, 410, 408", (n) => ({ status: statuses[n % statuses.length] ?? 503, retryAfterMs: 1 })],
  ["is cut before it arrives", () => ({ lost: true })],
  ["is carried out, but its answer is lost", () => ({ lost: true, carriedOut: true })],
];

describe.each(failures)("when every call of Cosmos DB %s the first time", (_name, fault) => {
  it.each(Object.keys(scenarios))("%s come to the same as without", async (name) => {
    const { on, play } = scenarios[name]!;
    const run = async () => {
      const options = { random: () => 0, retry: { attempts: 12, budgetMs: 20_000 } };
      const instances = cosmosInstances(double, on, (container, clocks) => ({ container, clocks }), options);
      const { container, clocks } = instances.open();
      let ids = 0;
      return play(container, { ...clocks, newId: () => `id-${(ids += 1)}` });
    };
    const expected = await run();
    const failed = failingFirst(fault);
    expect(await run()).toEqual(expected);
    expect(failed()).toBeGreaterThan(3);
  });
});

/**
 * From now on writes, reads and batches fail every other time, so each call once; queries, which are several calls, every
 * fifth. Reads are put off, never cut: the SDK repeats a cut read by itself, a second later.
 */
function failingFirst(fault: (n: number) => Fault) {
  const calls = new Map<object, boolean>();
  const counts = new Map<string, number>();
  let failed = 0;
  const fails = (call: { kind: string }) => {
    const known = calls.get(call);
    if (known !== undefined) return known;
    const kind = call.kind === "plan" ? "query" : call.kind;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const verdict = kind !== "metadata" && count % (kind === "query" ? 5 : 2) === 0;
    calls.set(call, verdict);
    if (verdict) failed += 1;
    return verdict;
  };
  const isWrite = ({ kind }: { kind: string }) => kind === "write" || kind === "batch";
  for (let n = 0; n < 60; n++) {
    double.faults.push({ ...fault(n), matches: (call) => isWrite(call) && fails(call) });
    double.faults.push({ status: 503, matches: (call) => !isWrite(call) && fails(call) });
  }
  return () => failed;
}
