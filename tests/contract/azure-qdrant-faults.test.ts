import { randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { qdrantKnowledgeIndex, type QdrantOptions } from "../../shared/adapters/azure/qdrant-knowledge-index.ts";
import type { AppError } from "../../shared/errors.ts";
import type { KnowledgeIndex } from "../../shared/ports/knowledge-index.ts";
import { startQdrantDouble, type Fault, type SeenRequest } from "../qdrant-double/qdrant-double.ts";
import { sampleChunk } from "./samples.ts";

const double = await startQdrantDouble();
afterAll(() => double.stop());
afterEach(() => double.misbehave(() => undefined));

const open = (more: Partial<QdrantOptions> = {}) =>
  qdrantKnowledgeIndex({ url: double.url, alias: randomUUID(), newId: randomUUID, timeoutMs: 2_000, ...more });
const find = async (index: KnowledgeIndex, word: string, groups?: string[]) =>
  (await index.searchLexical({ tokens: [word], filter: { groups }, limit: 10 })).map((hit) => hit.chunk.id);
const dense = (index: KnowledgeIndex, vector: number[]) =>
  index.searchDense({ vector: Float32Array.from(vector), filter: { groups: undefined }, limit: 10 });
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it should have failed"),
    (error: unknown) => error as AppError,
  );
/** What goes wrong with the first requests of one kind. */
const wrong = (route: RegExp, ...faults: Fault[]) =>
  double.misbehave((request) => (route.test(request.route) ? faults.shift() : undefined));
const seen = (route: RegExp) => double.requests.filter((request: SeenRequest) => route.test(request.route));

describe("Qdrant that fails for a moment", () => {
  const faults: [situation: string, fault: Fault][] = [
    ["is too busy and says until when", { status: 429, retryAfter: "0" }],
    ["is too busy and does not say until when", { status: 429 }],
    ["says until when as a date", { status: 429, retryAfter: "Wed, 21 Oct 2037 07:28:00 GMT" }],
    ["is not available", { status: 503 }],
    ["fails", { status: 500 }],
    ["drops the connection", "drop"],
    ["carries the request out, but its answer is lost", "lost"],
    ["answers half a JSON text", "garbage"],
  ];

  it.each(faults)("%s: every step of a replacement is tried again", async (_situation, fault) => {
    const index = open();
    const met = new Set<string>();
    double.misbehave(({ route }) => {
      const step = route.replace(/collections\/[^/]*-[^/]*/, "");
      if (met.has(step)) return undefined;
      met.add(step);
      return fault;
    });
    await index.replaceDocument("d", [sampleChunk("d", 0, "옛", { vector: [1, 0] }), sampleChunk("d", 1, "옛")]);
    await index.replaceDocument("d", [sampleChunk("d", 0, "새", { vector: [1, 0] })]);
    expect(await find(index, "새")).toEqual(["d#0"]);
    expect(await find(index, "옛")).toEqual([]);
    expect(await dense(index, [1, 0])).toHaveLength(1);
    expect(await index.count()).toBe(1);
    expect(met.size).toBeGreaterThan(7);
  });

  it("waits as long as it is asked to", async () => {
    const index = open();
    await index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    wrong(/query$/, { status: 429, retryAfter: "1" });
    const start = performance.now();
    expect(await find(index, "글")).toEqual(["d#0"]);
    expect(performance.now() - start).toBeGreaterThan(950);
  });
});

describe("Qdrant that fails for longer", () => {
  it.each<[string, Fault]>([
    ["503", { status: 503 }],
    ["dropped connections", "drop"],
  ])("is unavailable after 4 attempts: %s", async (_name, fault) => {
    const index = open();
    await index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    const before = double.requests.length;
    double.misbehave(() => fault);
    const error = await failure(find(index, "글"));
    expect(error).toMatchObject({ code: "unavailable", cause: expect.any(Error) });
    expect(double.requests.length - before).toBe(4);
  });

  it("gives up at once where the wait is too long, and says how long", async () => {
    const index = open();
    wrong(/count$/, { status: 429, retryAfter: "9" });
    expect(await failure(index.count())).toMatchObject({ code: "unavailable", retryAfterSeconds: 9 });
  });

  it("ends when the server never answers", async () => {
    const index = open({ timeoutMs: 50 });
    double.misbehave(() => "hang");
    const start = performance.now();
    expect(await failure(index.count())).toMatchObject({ code: "unavailable", cause: expect.any(Error) });
    expect(performance.now() - start).toBeLessThan(2_500);
  });

  it("is unavailable where nobody listens", async () => {
    expect((await failure(open({ url: "http://127.0.0.1:1" }).count())).code).toBe("unavailable");
  });

  it("keeps what the server said in the cause, and does not ask again", async () => {
    const index = open();
    await index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    const before = double.requests.length;
    wrong(/query$/, { status: 403 });
    const error = await failure(find(index, "글"));
    expect(String(error.cause)).toContain('Qdrant answered 403: {"status":{"error":"scripted"}}');
    expect(double.requests.length - before).toBe(1);
  });

  it("speaks to the path that the address names", async () => {
    await failure(open({ url: `${double.url}/search/` }).count());
    expect(double.requests.at(-1)?.route).toMatch(/^POST \/search\/collections\//);
  });

  it("wants the API key, which no error shows", async () => {
    const guarded = await startQdrantDouble({ apiKey: "secret-key" });
    const options = { url: guarded.url, alias: "chunks" };
    expect(await open({ ...options, apiKey: "secret-key" }).count()).toBe(0);
    const error = await failure(open({ ...options, apiKey: "other-key" }).count());
    expect(error.code).toBe("unavailable");
    expect(`${String(error.cause)} ${JSON.stringify(error)}`).not.toContain("key-");
    await guarded.stop();
  });
});

describe("a document that is replaced in Qdrant", () => {
  it("is there at every moment, in batches, and whole after a failed replacement was repeated", async () => {
    const index = open();
    const version = (word: string, count: number) =>
      Array.from({ length: count }, (_, n) => sampleChunk("d", n, `글 ${word}`));
    await index.replaceDocument("d", version("옛", 250));
    const counts: number[] = [];
    const name = double.requests.at(-1)?.route.split("/")[2] ?? "";
    double.misbehave(() => void counts.push(double.find(name).points.size));
    await index.replaceDocument("d", version("새", 230));
    expect(Math.min(...counts)).toBe(251);
    expect(
      seen(/PUT .*points$/)
        .slice(-4)
        .map(({ body }) => (body as { points: unknown[] }).points.length),
    ).toEqual([100, 100, 30, 1]);
    expect(await index.count()).toBe(230);

    let batches = 0;
    double.misbehave(({ route }) => (/PUT .*points$/.test(route) && ++batches > 1 ? { status: 503 } : undefined));
    expect((await failure(index.replaceDocument("d", version("더", 220)))).code).toBe("unavailable");
    expect(await index.count()).toBe(230);
    double.misbehave(() => undefined);
    await index.replaceDocument("d", version("더", 220));
    expect(await index.count()).toBe(220);
    expect(await find(index, "새")).toEqual([]);
  });

  it("is whole, in the old version or the new one, at whichever request the replacement is cut off", async () => {
    const version = (word: string, count: number) =>
      Array.from({ length: count }, (_, n) => sampleChunk("d", n, `글 ${word}`));
    let isCut = true;
    for (let step = 1; isCut; step += 1) {
      const index = open();
      await index.replaceDocument("d", version("옛", 3));
      let left = step;
      double.misbehave(() => (--left < 0 ? { status: 403 } : undefined));
      isCut = await index.replaceDocument("d", version("새", 5)).then(
        () => false,
        () => true,
      );
      double.misbehave(() => undefined);
      const [old, fresh] = [await find(index, "옛"), await find(index, "새")];
      expect([`${old.length} old, ${fresh.length} new`]).toEqual(
        expect.arrayContaining([old.length > 0 ? "3 old, 0 new" : "0 old, 5 new"]),
      );
      await index.replaceDocument("d", version("다음", 4));
      expect([await find(index, "글"), await index.count()].flat()).toHaveLength(5);
      expect(await index.count()).toBe(4);
    }
    expect(isCut).toBe(false);
  });

  it("may hold half a letter", async () => {
    const index = open();
    await index.replaceDocument("d", [sampleChunk("d", 0, "글 \ud800")]);
    const [hit] = await index.searchLexical({ tokens: ["글"], filter: { groups: undefined }, limit: 1 });
    expect(hit?.chunk.text).toBe("글 \ufffd");
  });
});

describe("a collection of Qdrant", () => {
  it("is made once when several processes use it first, with every index", async () => {
    const alias = randomUUID();
    const instances = Array.from({ length: 5 }, () => open({ alias }));
    await Promise.all(
      instances.map((index, n) => index.replaceDocument(`d${n}`, [sampleChunk(`d${n}`, 0, "글", { vector: [n, 1] })])),
    );
    expect(await instances[0]?.count()).toBe(5);
    const { indexes, dense } = double.find(alias);
    expect([...indexes.keys()].sort()).toEqual([
      "allowedGroups",
      "contentType",
      "documentId",
      "replacement",
      "state",
      "updatedAt",
    ]);
    expect(indexes.get("allowedGroups")).toEqual({ type: "keyword", is_tenant: true });
    expect([...dense]).toEqual([["dense-2", 2]]);
  });

  it("gets the indexes that a killed process left out", async () => {
    const alias = randomUUID();
    const index = open({ alias });
    await index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    double.find(alias).indexes.delete("allowedGroups");
    expect((await failure(find(index, "글", ["정비"]))).code).toBe("unavailable");
    await open({ alias }).replaceDocument("e", [sampleChunk("e", 0, "말")]);
    expect(await find(index, "글", ["정비"])).toEqual(["d#0"]);
  });

  it("takes vectors of another dimension later, and counts empty ones as none", async () => {
    const index = open();
    await index.replaceDocument("d", [sampleChunk("d", 0, "글", { vector: [] })]);
    expect(await dense(index, [1, 0])).toEqual([]);
    await index.replaceDocument("e", [sampleChunk("e", 0, "글", { vector: [1, 0] })]);
    await index.replaceDocument("f", [sampleChunk("f", 0, "글", { vector: [Number.NaN, 0, 1] })]);
    expect((await dense(index, [1, 0])).map((hit) => hit.chunk.id)).toEqual(["e#0"]);
    expect((await dense(index, [1, 0, 0])).map((hit) => hit.score)).toEqual([0]);
  });

  it("is not made by questions", async () => {
    const alias = randomUUID();
    const index = open({ alias });
    await index.removeDocument("d");
    expect([await find(index, "글"), await dense(index, [1, 0]), await index.count()]).toEqual([[], [], 0]);
    expect(double.names().aliases).not.toHaveProperty(alias);
  });
});

describe("a re-index in Qdrant", () => {
  it("shows the old chunks until it is switched, then the new ones, everywhere and at once", async () => {
    const alias = randomUUID();
    const [index, other] = [open({ alias }), open({ alias })];
    await index.replaceDocument("d", [sampleChunk("d", 0, "옛 글", { vector: [1, 0] })]);
    expect(await dense(other, [1, 0])).toHaveLength(1);
    const reindex = await index.beginReindex();
    await reindex.index.replaceDocument("d", [sampleChunk("d", 0, "새 글", { vector: [1, 0, 0] })]);
    expect([await find(other, "옛"), await find(other, "새")]).toEqual([["d#0"], []]);
    wrong(/aliases$/, "lost");
    await reindex.switch();
    expect([await find(other, "옛"), await find(other, "새")]).toEqual([[], ["d#0"]]);
    expect(await dense(other, [1, 0])).toEqual([]);
    expect(await dense(other, [1, 0, 0])).toHaveLength(1);
    await other.replaceDocument("e", [sampleChunk("e", 0, "새 글")]);
    expect(await index.count()).toBe(2);
    expect(double.names().collections.filter((name) => name.startsWith(alias))).toHaveLength(1);
  });

  it("leaves nothing behind when it is abandoned", async () => {
    const alias = randomUUID();
    const index = open({ alias });
    await index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    const reindex = await index.beginReindex();
    await reindex.index.replaceDocument("d", [sampleChunk("d", 0, "새")]);
    await reindex.abandon();
    expect(await find(index, "글")).toEqual(["d#0"]);
    expect(double.names().collections.filter((name) => name.startsWith(alias))).toEqual([`${alias}-1`]);
    expect((await failure(reindex.index.replaceDocument("d", [sampleChunk("d", 0, "글")]))).code).toBe("unavailable");
  });

  it("can be the first index there is", async () => {
    const index = open();
    const reindex = await index.beginReindex();
    await reindex.index.replaceDocument("d", [sampleChunk("d", 0, "글")]);
    await reindex.switch();
    expect(await find(index, "글", [])).toEqual(["d#0"]);
  });
});
