import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQdrantDouble } from "./qdrant-double.ts";

const double = await startQdrantDouble();
afterAll(() => double.stop());

const ask = async (method: string, path: string, body?: object) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(double.url + path, init);
  const { result, status } = (await response.json()) as { result?: unknown; status: { error?: string } };
  return { status: response.status, error: status.error, result };
};
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const idsOf = ({ result }: { result?: unknown }) =>
  (result as { points: { id: string }[] }).points.map(({ id }) => Number(id.slice(-12)));

beforeAll(async () => {
  await ask("PUT", "/collections/c", {
    vectors: { dense: { size: 2, distance: "Cosine" } },
    sparse_vectors: { terms: { modifier: "idf" } },
  });
  for (const [field_name, type] of Object.entries({ colour: "keyword", at: "datetime" })) {
    await ask("PUT", "/collections/c/index?wait=true", { field_name, field_schema: { type } });
  }
  const terms = (...indices: number[]) => ({ indices, values: indices.map(() => 2) });
  const points = [
    { id: uuid(1), vector: { dense: [3, 4], terms: terms(7) }, payload: { colour: ["red", "blue"], at: "2030-01-01" } },
    { id: uuid(2), vector: { dense: [0, 1], terms: terms(7, 8) }, payload: { colour: "blue", at: "2030-02-01" } },
    { id: uuid(3), vector: { dense: [-1, 0] }, payload: { colour: [] } },
  ];
  await ask("PUT", "/collections/c/points?wait=true", { points });
});

describe("the Qdrant double: scores", () => {
  it("are exact cosines", async () => {
    const { result } = await ask("POST", "/collections/c/points/query", { query: [10, 0], using: "dense", limit: 3 });
    const scores = (result as { points: { score: number }[] }).points.map(({ score }) => score);
    for (const [n, score] of [0.6, 0, -1].entries()) expect(scores[n]).toBeCloseTo(score, 6);
  });

  it("are sparse dot products with idf, of the points that share a term", async () => {
    const query = { indices: [7, 8], values: [1, 1] };
    const { result } = await ask("POST", "/collections/c/points/query", { query, using: "terms", limit: 9 });
    const points = (result as { points: { id: string; score: number }[] }).points;
    const idf = (frequency: number) => Math.log((2 - frequency + 0.5) / (frequency + 0.5) + 1);
    expect(points.map(({ id }) => id)).toEqual([uuid(2), uuid(1)]);
    expect(points[0]?.score).toBeCloseTo(2 * idf(2) + 2 * idf(1), 12);
    expect(points[1]?.score).toBeCloseTo(2 * idf(2), 12);
  });
});

describe("the Qdrant double: filters", () => {
  const blue = { key: "colour", match: { value: "blue" } };
  it.each<[name: string, filter: object, found: number[]]>([
    ["must", { must: [blue] }, [1, 2]],
    ["must_not", { must_not: [blue] }, [3]],
    ["should", { should: [{ key: "colour", match: { any: ["red"] } }, { is_empty: { key: "colour" } }] }, [1, 3]],
    ["any of nothing", { must: [{ key: "colour", match: { any: [] } }] }, []],
    ["except", { must: [{ key: "colour", match: { except: ["blue"] } }] }, [1]],
    ["range", { must: [{ key: "at", range: { gte: "2030-01-01T00:00:00Z", lt: "2030-02-01T00:00:00Z" } }] }, [1]],
    ["has_id", { must: [{ has_id: [uuid(3), uuid(9)] }] }, [3]],
    ["min_should", { min_should: { conditions: [blue, { is_empty: { key: "colour" } }], min_count: 1 } }, [1, 2, 3]],
    ["min_should of all", { min_should: { conditions: [blue, { has_id: [uuid(2)] }], min_count: 2 } }, [2]],
    ["nested", { must: [{ must_not: [blue] }, { is_empty: { key: "colour" } }] }, [3]],
  ])("%s", async (_name, filter, found) => {
    const scroll = { filter, limit: 10, with_payload: false, with_vector: false };
    expect(idsOf(await ask("POST", "/collections/c/points/scroll", scroll))).toEqual(found);
    const counted = await ask("POST", "/collections/c/points/count", { filter, exact: true });
    expect(counted.result).toEqual({ count: found.length });
  });

  it("scrolls page by page", async () => {
    const page = { limit: 2, with_payload: ["at"], with_vector: false };
    const first = await ask("POST", "/collections/c/points/scroll", page);
    expect(first.result).toMatchObject({ next_page_offset: uuid(3), points: [{ payload: { at: "2030-01-01" } }, {}] });
    const second = await ask("POST", "/collections/c/points/scroll", { ...page, offset: uuid(3) });
    expect(second.result).toEqual({ next_page_offset: null, points: [{ id: uuid(3), payload: {} }] });
  });
});

describe("the Qdrant double: several searches in one request", () => {
  it("are answered in their order; ordered ones leave out what has no time", async () => {
    const newest = { query: { order_by: { key: "at", direction: "desc" } }, limit: 9 };
    const nearest = { query: [0, 1], using: "dense", limit: 1 };
    const { result } = await ask("POST", "/collections/c/points/query/batch", { searches: [newest, nearest] });
    const [ordered, scored] = result as object[];
    expect([idsOf({ result: ordered }), idsOf({ result: scored })]).toEqual([[2, 1], [2]]);
  });

  it("need an index for what they order by", async () => {
    const searches = [{ query: { order_by: { key: "colour", direction: "desc" } }, limit: 9 }];
    const answer = await ask("POST", "/collections/c/points/query/batch", { searches });
    expect([answer.status, answer.error]).toEqual([400, expect.stringContaining("No range index")]);
  });
});

describe("the Qdrant double: conditional upserts", () => {
  it("put new points, and change only those that the filter lets through", async () => {
    await ask("PUT", "/collections/versions", { vectors: {} });
    const schema = { field_name: "version", field_schema: { type: "integer" } };
    await ask("PUT", "/collections/versions/index?wait=true", schema);
    const put = (version: number) =>
      ask("PUT", "/collections/versions/points?wait=true", {
        points: [{ id: uuid(1), vector: {}, payload: { version } }],
        update_filter: { must: [{ key: "version", range: { lt: version } }] },
      });
    for (const version of [2, 1, 3, 2]) await put(version);
    const read = { ids: [uuid(1)], with_payload: ["version"], with_vector: false };
    const { result } = await ask("POST", "/collections/versions/points", read);
    expect(result).toEqual([{ id: uuid(1), payload: { version: 3 } }]);
  });
});

describe("the Qdrant double: refusals", () => {
  const upsert = (vector: object) => ({ points: [{ id: uuid(8), vector }] });
  const query = (more: object) => ({ query: [1, 0], using: "dense", limit: 1, ...more });
  it.each<[status: number, text: string, method: string, path: string, body?: object]>([
    [404, "Collection `x` doesn't exist!", "GET", "/collections/x"],
    [404, "Collection `x` doesn't exist!", "POST", "/collections/x/points/count", { exact: true }],
    [409, "Collection `c` already exists!", "PUT", "/collections/c", { vectors: {} }],
    [400, "expected dim: 2, got 1", "PUT", "/collections/c/points?wait=true", upsert({ dense: [1] })],
    [400, "expected dim: 2, got 3", "POST", "/collections/c/points/query", query({ query: [1, 0, 0] })],
    [400, "Not existing vector name error: x", "PUT", "/collections/c/points?wait=true", upsert({ x: [1] })],
    [400, "Not existing vector name error: x", "POST", "/collections/c/points/query", query({ using: "x" })],
    [
      400,
      'Index required but not found for "size"',
      "POST",
      "/collections/c/points/delete?wait=true",
      { filter: { must: [{ key: "size", match: { value: "1" } }] } },
    ],
    [
      400,
      "indices must be unique",
      "PUT",
      "/collections/c/points?wait=true",
      upsert({ terms: { indices: [1, 1], values: [1, 1] } }),
    ],
    [501, "score_threshold", "POST", "/collections/c/points/query", query({ score_threshold: 1 })],
    [501, "does not know", "POST", "/collections/c/points/query", query({ filter: { min_should: {} } })],
    [501, "does not know", "POST", "/collections/c/points/count", { exact: false }],
    [501, "does not know POST", "POST", "/collections/c/points/search", {}],
    [501, "the parameter ordering", "PUT", "/collections/c/points?wait=true&ordering=weak", { points: [] }],
    [
      404,
      "doesn't exist",
      "POST",
      "/collections/aliases",
      { actions: [{ create_alias: { alias_name: "a", collection_name: "x" } }] },
    ],
    [
      409,
      "Collection `c` already exists!",
      "POST",
      "/collections/aliases",
      { actions: [{ create_alias: { alias_name: "c", collection_name: "c" } }] },
    ],
  ])("%i: %s (%s %s)", async (status, text, method, path, body) => {
    const answer = await ask(method, path, body);
    expect([answer.status, answer.error]).toEqual([status, expect.stringContaining(text)]);
  });

  it("answers 202 to an update that nobody waits for", async () => {
    expect((await ask("PUT", "/collections/c/points", { points: [] })).status).toBe(202);
  });
});
