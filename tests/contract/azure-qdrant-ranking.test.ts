import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { qdrantKnowledgeIndex } from "../../shared/adapters/azure/qdrant-knowledge-index.ts";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteKnowledgeIndex } from "../../shared/adapters/embedded/sqlite-knowledge-index.ts";
import { indexedChunks } from "../../shared/knowledge/indexed-chunks.ts";
import type { IndexedChunk, KnowledgeHit, KnowledgeIndex } from "../../shared/ports/knowledge-index.ts";
import { tokenise } from "../../shared/terms/tokenise.ts";
import { extracted } from "../harness/extracted.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";
import { temporaryFolder } from "./instances.ts";
import { sampleChunk, sampleDocument } from "./samples.ts";

const double = await startQdrantDouble();
afterAll(() => double.stop());

const root = path.join(import.meta.dirname, "../..");
const questions = readFileSync(path.join(root, "tests/fixtures/knowledge/questions.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { question: string }).question);

type Documents = Map<string, IndexedChunk[]>;
const filter = { groups: undefined };

const fill = async (index: Pick<KnowledgeIndex, "replaceDocument">, documents: Documents) => {
  for (const [documentId, chunks] of documents) await index.replaceDocument(documentId, chunks);
};
const embedded = async (documents: Documents) => {
  const index = sqliteKnowledgeIndex(openSqliteDatabase(path.join(temporaryFolder(), "pmark.sqlite")));
  await fill(index, documents);
  return index;
};
const onQdrant = (averageTokens?: number) =>
  qdrantKnowledgeIndex({
    url: double.url,
    alias: randomUUID(),
    newId: randomUUID,
    ...(averageTokens === undefined ? {} : { averageTokens }),
  });
/** The same chunks with the same scores, each in an order that is right by the other's scores: ties may stand either way. */
const expectSameRanking = (hits: KnowledgeHit[], others: KnowledgeHit[]) => {
  const scores = new Map(others.map((hit) => [hit.chunk.id, hit.score]));
  const byOther = hits.map((hit) => scores.get(hit.chunk.id) ?? Number.NaN);
  expect(others).toHaveLength(hits.length);
  for (const [n, hit] of hits.entries()) {
    expect(byOther[n]).toBeCloseTo(hit.score, 4);
    expect(byOther[n]).toBeLessThanOrEqual((byOther[n - 1] ?? Infinity) + 1e-5);
  }
};
const find = (index: KnowledgeIndex, tokens: string[], limit = 1_000) => index.searchLexical({ tokens, filter, limit });

describe("the embedded index and Qdrant: manuals", () => {
  const manuals: Documents = new Map();
  beforeAll(async () => {
    const folder = path.join(root, "sample-plant/manuals");
    for (const file of readdirSync(folder)) {
      const { blocks, title = file } = await extracted("markdown", readFileSync(path.join(folder, file)));
      const parts = await Array.fromAsync(indexedChunks(sampleDocument(file, { title }), blocks));
      manuals.set(file, parts.flat());
    }
  });

  it("rank the same chunks the same way, with the same scores, once a re-index has measured their length", async () => {
    const one = await embedded(manuals);
    const other = onQdrant();
    await fill(other, manuals);
    const reindex = await other.beginReindex();
    await fill(reindex.index, manuals);
    await reindex.switch();
    expect(questions.length).toBeGreaterThan(20);
    for (const question of questions) {
      const tokens = tokenise(question);
      expectSameRanking(await find(other, tokens), await find(one, tokens));
    }
  });

  it("find the same best chunks before any re-index", async () => {
    const one = await embedded(manuals);
    const other = onQdrant();
    await fill(other, manuals);
    const shares = await Promise.all(
      questions.map(async (question) => {
        const tokens = tokenise(question);
        const [a, b] = [await find(one, tokens, 5), await find(other, tokens, 5)];
        const best = new Set(b.map((hit) => hit.chunk.id));
        const common = a.filter((hit) => best.has(hit.chunk.id)).length;
        return {
          isFirstSame: a[0]?.chunk.id === b[0]?.chunk.id,
          common: a.length === b.length && a.length === 0 ? 1 : common / a.length,
        };
      }),
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(shares.map(({ isFirstSame }) => Number(isFirstSame)))).toBeGreaterThan(0.95);
    expect(mean(shares.map(({ common }) => common))).toBeGreaterThan(0.95);
  });
});

describe("the embedded index and Qdrant: any words", () => {
  /** A small deterministic generator (Park and Miller), so that each seed is one corpus. */
  const dice = (seed: number) => (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides;

  it.each([1, 2, 3])("rank a corpus of very unequal chunks the same way (%i)", async (seed) => {
    const roll = dice(seed * 7_919);
    const words = (count: number) => Array.from({ length: count }, () => `w${roll(1 + roll(40))}`).join(" ");
    const corpus: Documents = new Map();
    for (let n = 0; n < 30; n++) {
      const id = `d${n}`;
      corpus.set(
        id,
        Array.from({ length: 1 + roll(6) }, (_, ordinal) => sampleChunk(id, ordinal, words(1 + roll(90)))),
      );
    }
    const chunks = [...corpus.values()].flat();
    const mean = chunks.reduce((sum, { tokens }) => sum + tokens.length, 0) / chunks.length;
    const [one, other] = [await embedded(corpus), onQdrant(mean)];
    await fill(other, corpus);
    for (let n = 0; n < 20; n++) {
      const tokens = words(1 + roll(4)).split(" ");
      expectSameRanking(await find(other, tokens), await find(one, tokens));
    }
  });

  it("rank vectors the same way", async () => {
    const roll = dice(11);
    const vector = () => Array.from({ length: 32 }, () => roll(2_001) / 1_000 - 1);
    const chunks = Array.from({ length: 60 }, (_, n) => sampleChunk("d", n, "글", { vector: vector() }));
    const corpus: Documents = new Map([["d", chunks]]);
    const [one, other] = [await embedded(corpus), onQdrant()];
    await fill(other, corpus);
    const query = Float32Array.from(vector());
    const [a, b] = await Promise.all(
      [one, other].map((index) => index.searchDense({ vector: query, filter, limit: 60 })),
    );
    const score = new Map(b?.map((hit) => [hit.chunk.id, hit.score]));
    expect(a).toHaveLength(60);
    // The embedded index keeps bytes, so neighbours closer than 1 % may change places.
    for (const hit of a ?? []) expect(Math.abs((score.get(hit.chunk.id) ?? 2) - hit.score)).toBeLessThan(0.02);
    expect(b?.[0]?.chunk.id).toBe(a?.[0]?.chunk.id);
  });
});
