import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChatModelOptions } from "../../shared/adapters/openai/openai-chat-model.ts";
import { openaiEmbedder } from "../../shared/adapters/openai/openai-embedder.ts";
import { openaiReranker } from "../../shared/adapters/openai/openai-reranker.ts";
import { endpointOf } from "../model-double/endpoint-of.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const texts = ["conveyor noise", "pump leak"];
let double: Awaited<ReturnType<typeof startModelDouble>>;
const embedder = (changes: Partial<ChatModelOptions> = {}) => openaiEmbedder(endpointOf(double.url, changes));
const reranker = (changes: Partial<ChatModelOptions> = {}) => openaiReranker(endpointOf(double.url, changes));
type Rows = { data: { index: number; embedding: unknown }[] };
type Ranks = { results: { index: number; relevance_score: unknown }[] };

beforeAll(async () => {
  double = await startModelDouble();
});
beforeEach(() => {
  double.pool();
  double.requests.length = 0;
});
afterAll(() => double.stop());

describe("embeddings", () => {
  it("come in the order of the texts, whatever the order of the answer, and their tokens are counted", async () => {
    const usages: unknown[] = [];
    const plain = await embedder().embed(texts, { onUsage: (usage) => void usages.push(usage) });
    double.pool(({ data, ...rest }: Rows) => ({ ...rest, data: data.toReversed() }));
    expect(await embedder().embed(texts)).toEqual(plain);
    expect(plain[0]).toHaveLength(64);
    expect(plain[0]).not.toEqual(plain[1]);
    expect(usages).toEqual([{ promptTokens: 20, completionTokens: 0, cost: 20 }]);
  });

  it("of nothing ask nobody", async () => {
    expect(await embedder().embed([])).toEqual([]);
    expect(await reranker().rerank("pump", [])).toEqual([]);
    expect(double.requests).toEqual([]);
  });

  it.each<[string, (right: Rows) => unknown]>([
    ["of too few texts", ({ data }) => ({ data: data.slice(1) })],
    ["of one text twice", ({ data }) => ({ data: [data[0], { ...data[1], index: 0 }] })],
    ["beyond the texts", ({ data }) => ({ data: [data[0], { ...data[1], index: 7 }] })],
    ["of unlike dimensions", ({ data }) => ({ data: [data[0], { ...data[1], embedding: [1, 2] }] })],
    ["that hold no numbers", ({ data }) => ({ data: [data[0], { ...data[1], embedding: ["a"] }] })],
    ["that are empty", ({ data }) => ({ data: data.map((row) => ({ ...row, embedding: [] })) })],
    ["that are missing", () => ({ object: "list" })],
  ])("%s are refused", async (_, alter) => {
    double.pool(alter);
    await expect(embedder().embed(texts, { deadlineMs: 500 })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("of another dimension than the first ones are refused, so that an index never holds both", async () => {
    const kept = embedder();
    await kept.embed(texts);
    double.pool(({ data, ...rest }: Rows) => ({ ...rest, data: data.map((row) => ({ ...row, embedding: [1, 2] })) }));
    await expect(kept.embed(texts, { deadlineMs: 300 })).rejects.toMatchObject({ code: "unavailable" });
    double.pool();
    expect(await kept.embed(texts)).toHaveLength(2);
  });
});

describe("ranks", () => {
  it("come in the order of the texts, and their tokens are counted", async () => {
    const usages: unknown[] = [];
    const scores = await reranker().rerank("pump leak", texts, { onUsage: (usage) => void usages.push(usage) });
    expect(scores).toEqual([0, 2]);
    expect(usages).toEqual([{ promptTokens: 40, completionTokens: 0, cost: 40 }]);
  });

  it.each<[string, (right: Ranks) => unknown]>([
    ["that leave a text out", ({ results }) => ({ results: results.slice(1) })],
    ["that name a text twice", ({ results }) => ({ results: [results[0], results[0]] })],
    ["beyond the texts", ({ results }) => ({ results: [results[0], { ...results[1], index: 9 }] })],
    ["without a number", ({ results }) => ({ results: results.map((row) => ({ ...row, relevance_score: null })) })],
    ["that are missing", () => ({})],
  ])("%s are refused", async (_, alter) => {
    double.pool(alter);
    const ranked = reranker().rerank("pump leak", texts, { deadlineMs: 500 });
    await expect(ranked).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe.each([
  ["embeddings", (call: object, changes?: object) => embedder(changes).embed(texts, call)],
  ["rerank", (call: object, changes?: object) => reranker(changes).rerank("pump leak", texts, call)],
])("the %s endpoint", (_, ask) => {
  it.each([
    ["never answers", { kind: "hang" }],
    ["answers 500", { kind: "status", status: 500 }],
    ["answers 401", { kind: "status", status: 401 }],
    ["drops the connection", { kind: "drop" }],
    ["is a web page", { kind: "body", contentType: "text/html", body: "<html>" }],
    ["sends broken JSON", { kind: "body", contentType: "application/json", body: '{"data": [' }],
  ] as const)("that %s is unavailable within the deadline", async (_name, behaviour) => {
    double.pool(behaviour);
    const start = performance.now();
    await expect(ask({ deadlineMs: 500 })).rejects.toMatchObject({ code: "unavailable" });
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it("gets its own key", async () => {
    await ask({}, { apiKey: "its-own" });
    expect(double.requests[0]?.key).toBe("its-own");
  });

  it("is told when the caller leaves", async () => {
    double.pool({ kind: "hang" });
    const controller = new AbortController();
    const asked = ask({ signal: controller.signal }, { attemptTimeoutMs: 60_000 });
    await expect.poll(() => double.requests).toHaveLength(1);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
    await expect.poll(() => double.requests[0]?.aborted).toBe(true);
  });
});

describe("an embeddings endpoint that is down", () => {
  it("is left alone after five outages: searches do not wait for it", async () => {
    double.pool({ kind: "hang" });
    const ill = embedder({ attemptTimeoutMs: 30 });
    const outcome = () => ill.embed(texts, { deadlineMs: 40 }).catch((error: unknown) => error);
    for (let made = 0; made < 5; made += 1) await outcome();
    const before = double.requests.length;
    expect(await outcome()).toMatchObject({ code: "unavailable" });
    expect(double.requests).toHaveLength(before);
  });
});
