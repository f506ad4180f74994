import { describe, expect, it } from "vitest";
import {
  GUESS_WEIGHT,
  type IndexedChunk,
  type KnowledgeIndex,
  type SearchFilter,
} from "../../shared/ports/knowledge-index.ts";
import type { MakeInstances } from "./instances.ts";
import { minute, sampleChunk } from "./samples.ts";

const everything: SearchFilter = { groups: undefined };

/** What every knowledge index promises. */
export function describeKnowledgeIndex(name: string, make: MakeInstances<KnowledgeIndex>) {
  const lexical = async (index: KnowledgeIndex, words: string, filter: Partial<SearchFilter> = {}, limit = 10) =>
    (await index.searchLexical({ tokens: words.split(" "), filter: { ...everything, ...filter }, limit })).map(
      (hit) => hit.chunk.id,
    );
  const dense = async (index: KnowledgeIndex, vector: number[], filter: Partial<SearchFilter> = {}, limit = 10) =>
    index.searchDense({ vector: Float32Array.from(vector), filter: { ...everything, ...filter }, limit });
  const filler = Array.from({ length: 6 }, (_, n) => sampleChunk("filler", n, `채움 글 ${n}`));

  describe(`the knowledge index (${name}): words`, () => {
    it("gives back whole chunks that share a word, best first", async () => {
      const index = make().open();
      const best = sampleChunk("d", 0, "펌프 씰 누설 점검", {
        headings: ["정비"],
        page: 3,
        line: 7,
        url: "https://x/",
      });
      await index.replaceDocument("filler", filler);
      await index.replaceDocument("d", [best, sampleChunk("d", 1, "펌프 기동 절차와 순서 그리고 정지")]);
      const hits = await index.searchLexical({ tokens: ["펌프", "누설"], filter: everything, limit: 10 });
      expect(hits.map((hit) => hit.chunk.id)).toEqual(["d#0", "d#1"]);
      expect(hits[0]?.chunk).toEqual(best.chunk);
      expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Infinity);
      expect(await lexical(index, "펌프 누설", {}, 1)).toEqual(["d#0"]);
    });

    it("scores as BM25 does: rare words count more, repeats less and less, long texts less", async () => {
      const index = make().open();
      await index.replaceDocument("filler", filler);
      await index.replaceDocument("d", [
        sampleChunk("d", 0, "가 나"),
        sampleChunk("d", 1, "가 다"),
        sampleChunk("d", 2, "라 라 라 라 마 마"),
        sampleChunk("d", 3, "라 마 마 마 마 마"),
        sampleChunk("d", 4, "바 사"),
        sampleChunk("d", 5, "바 사 아 자 차 카 타 파 하"),
      ]);
      expect((await lexical(index, "가 다"))[0]).toBe("d#1");
      expect(await lexical(index, "라")).toEqual(["d#2", "d#3"]);
      expect(await lexical(index, "바")).toEqual(["d#4", "d#5"]);
    });

    it("counts a guessed word, but less than one that was said", async () => {
      const index = make().open();
      await index.replaceDocument("filler", filler);
      await index.replaceDocument("d", [sampleChunk("d", 0, "가 나"), sampleChunk("d", 1, "다 라")]);
      const find = async (tokens: string[], guesses: string[]) =>
        (await index.searchLexical({ tokens, guesses, filter: everything, limit: 10 })).map(({ chunk, score }) => ({
          id: chunk.id,
          score,
        }));
      const [said, guessed] = await find(["가"], ["다", "없는말"]);
      expect([said?.id, guessed?.id]).toEqual(["d#0", "d#1"]);
      expect(guessed?.score).toBeCloseTo((said?.score ?? 0) * GUESS_WEIGHT, 4);
      expect(await find([], ["다"])).toEqual([guessed]);
      // Said as well as guessed, it is said.
      expect((await find(["가"], ["가"]))[0]?.score).toBeCloseTo(said?.score ?? 0, 4);
    });

    it("takes words literally, whatever signs they hold, and finds nothing for nothing", async () => {
      const index = make().open();
      await index.replaceDocument("d", [sampleChunk("d", 0, "n3-pw-2s/s no.1 #7line 35℃ and")]);
      for (const word of ["n3-pw-2s/s", "no.1", "#7line", "35℃"]) expect(await lexical(index, word)).toEqual(["d#0"]);
      for (const word of ["n3", "*", `"`, "'", "NEAR(", "tokens:a", "-", "\0", ""]) {
        expect(await lexical(index, word)).toEqual([]);
      }
      expect(await index.searchLexical({ tokens: [], filter: everything, limit: 5 })).toEqual([]);
    });
  });

  describe(`the knowledge index (${name}): documents`, () => {
    it("replaces all chunks of one document in one step, and leaves the others", async () => {
      const instances = make();
      const [index, other] = [instances.open(), instances.open()];
      await index.replaceDocument("d", [sampleChunk("d", 0, "옛 글"), sampleChunk("d", 1, "옛 글")]);
      await index.replaceDocument("e", [sampleChunk("e", 0, "다른 글")]);
      await index.replaceDocument("d", [sampleChunk("d", 0, "새 글")]);
      expect(await lexical(other, "옛")).toEqual([]);
      expect(await lexical(other, "새")).toEqual(["d#0"]);
      expect(await other.count()).toBe(2);
      await index.replaceDocument("d", []);
      expect(await other.count()).toBe(1);
    });

    it("removes a document, and is quiet about one that is not there", async () => {
      const index = make().open();
      await index.replaceDocument("d", [sampleChunk("d", 0, "글", { vector: [1, 0] })]);
      await index.removeDocument("d");
      await index.removeDocument("d");
      expect(await lexical(index, "글")).toEqual([]);
      expect(await dense(index, [1, 0])).toEqual([]);
      expect(await index.count()).toBe(0);
    });

    it("finds what a document says now, however often it is replaced", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      for (let n = 0; n < 30; n++) {
        await one.replaceDocument("d", [sampleChunk("d", 0, `판 글${n}`), sampleChunk("d", 1, `판 글${n} 뒤`)]);
        const hits = await (n % 2 === 0 ? one : two).searchLexical({ tokens: ["판"], filter: everything, limit: 9 });
        expect(hits.map((hit) => hit.chunk.text).sort()).toEqual([`판 글${n}`, `판 글${n} 뒤`]);
      }
    });

    it("takes a document in parts, and shows it when the last is there: until then the old one, whole", async () => {
      const instances = make();
      const [index, other] = [instances.open(), instances.open()];
      const version = (word: string, from: number, count: number) =>
        Array.from({ length: count }, (_, n) => sampleChunk("d", from + n, `글 ${word}`, { vector: [1, 0] }));
      await index.replaceDocument("d", version("옛", 0, 30));
      const seen = async () => {
        const words = (await other.searchLexical({ tokens: ["글"], filter: everything, limit: 200 })).map(
          (hit) => hit.chunk.text,
        );
        const alike = (await dense(other, [1, 0], {}, 200)).map((hit) => hit.chunk.text);
        expect(alike.sort()).toEqual(words.sort());
        return words;
      };
      const old = await seen();
      expect(old).toEqual(Array.from({ length: 30 }, () => "글 옛"));
      async function* parts() {
        for (let from = 0; from < 80; from += 20) {
          expect(await seen()).toEqual(old);
          expect(await other.count()).toBe(30);
          yield version("새", from, 20);
        }
        expect(await seen()).toEqual(old);
      }
      await index.replaceDocument("d", parts());
      expect(await seen()).toEqual(Array.from({ length: 80 }, () => "글 새"));
      expect(await other.count()).toBe(80);
    });

    it("is found whole, in the old version or the new one, by whoever searches while it is replaced", async () => {
      const instances = make();
      const [index, other] = [instances.open(), instances.open()];
      const version = (n: number) =>
        Array.from({ length: 40 + n }, (_, ordinal) => sampleChunk("d", ordinal, `글 판${n}`));
      await index.replaceDocument("e", [sampleChunk("e", 0, "말")]);
      await index.replaceDocument("d", version(0));
      const over = new AbortController();
      const searching = (async () => {
        const found: string[] = [];
        while (!over.signal.aborted) {
          const hits = await other.searchLexical({ tokens: ["글"], filter: everything, limit: 500 });
          const versions = new Set(hits.map((hit) => hit.chunk.text));
          found.push(`${[...versions].join("+")} ${hits.length}`);
          await new Promise((resolve) => setImmediate(resolve));
        }
        return found;
      })();
      for (let n = 1; n <= 6; n += 1) await index.replaceDocument("d", partsOf(version(n), 16));
      over.abort();
      const whole = Array.from({ length: 7 }, (_, n) => `글 판${n} ${40 + n}`);
      for (const found of await searching) expect(whole).toContain(found);
      expect(await lexical(index, "판6", {}, 100)).toHaveLength(46);
    });

    it("changes nothing when the parts end in an error, throws that error, and takes the next attempt whole", async () => {
      const instances = make();
      const index = instances.open();
      await index.replaceDocument("d", [sampleChunk("d", 0, "옛 글"), sampleChunk("d", 1, "옛 글")]);
      const broken = new Error("the document could not be read to its end");
      const many = Array.from({ length: 250 }, (_, n) => sampleChunk("d", n, "새 글"));
      await expect(index.replaceDocument("d", partsOf(many, 120, broken))).rejects.toBe(broken);
      await expect(index.replaceDocument("new", partsOf([sampleChunk("new", 0, "새 글")], 1, broken))).rejects.toBe(
        broken,
      );
      expect((await lexical(index, "글")).sort()).toEqual(["d#0", "d#1"]);
      expect(await index.count()).toBe(2);
      await instances.open().replaceDocument("d", partsOf(many.slice(0, 3), 2));
      expect((await lexical(index, "글")).sort()).toEqual(["d#0", "d#1", "d#2"]);
      expect(await index.count()).toBe(3);
      await index.replaceDocument("d", partsOf([], 1));
      expect(await index.count()).toBe(0);
    });

    it("has everything after it was closed and opened again", async () => {
      const instances = make();
      await instances.open().replaceDocument("d", [sampleChunk("d", 0, "글", { vector: [1, 0] })]);
      instances.close();
      const index = instances.open();
      expect(await lexical(index, "글")).toEqual(["d#0"]);
      expect(await dense(index, [1, 0])).toHaveLength(1);
    });
  });

  describe(`the knowledge index (${name}): a re-index`, () => {
    it("shows the old chunks until it is switched, then exactly the new ones, everywhere", async () => {
      const instances = make();
      const [index, other] = [instances.open(), instances.open()];
      await index.replaceDocument("d", [sampleChunk("d", 0, "글 옛", { vector: [1, 0] })]);
      await index.replaceDocument("gone", [sampleChunk("gone", 0, "글 옛")]);
      expect((await lexical(other, "글")).sort()).toEqual(["d#0", "gone#0"]);
      const reindex = await index.beginReindex();
      await reindex.index.replaceDocument("d", [sampleChunk("d", 0, "글 반쯤")]);
      await reindex.index.replaceDocument(
        "d",
        partsOf([sampleChunk("d", 0, "글 새", { vector: [1, 0] }), sampleChunk("d", 1, "글 새")], 1),
      );
      await reindex.index.replaceDocument("more", [sampleChunk("more", 0, "글 새")]);
      expect((await lexical(other, "글 새")).sort()).toEqual(["d#0", "gone#0"]);
      expect(await lexical(other, "새")).toEqual([]);
      expect(await other.count()).toBe(2);
      await reindex.switch();
      expect((await lexical(other, "글")).sort()).toEqual(["d#0", "d#1", "more#0"]);
      expect(await lexical(other, "옛 반쯤")).toEqual([]);
      expect(await dense(other, [1, 0])).toHaveLength(1);
      expect(await index.count()).toBe(3);
      await other.replaceDocument("d", [sampleChunk("d", 0, "글 다음")]);
      expect((await lexical(index, "글")).sort()).toEqual(["d#0", "more#0"]);
    });

    it("leaves nothing behind when it is abandoned, or when its process is gone", async () => {
      const instances = make();
      const index = instances.open();
      await index.replaceDocument("d", [sampleChunk("d", 0, "글 옛")]);
      const left = await instances.open().beginReindex();
      await left.index.replaceDocument("d", [sampleChunk("d", 0, "글 버려진")]);
      await left.index.replaceDocument("lost", [sampleChunk("lost", 0, "글 버려진")]);
      const abandoned = await index.beginReindex();
      await abandoned.index.replaceDocument("d", [sampleChunk("d", 0, "글 새")]);
      await abandoned.abandon();
      expect(await lexical(index, "글")).toEqual(["d#0"]);
      expect(await lexical(index, "옛")).toEqual(["d#0"]);
      const reindex = await index.beginReindex();
      await reindex.switch();
      expect([await lexical(index, "글"), await index.count()]).toEqual([[], 0]);
    });
  });

  describe(`the knowledge index (${name}): filters`, () => {
    const filled = async () => {
      const index = make().open();
      const vector = [1, 0];
      await index.replaceDocument("open", [sampleChunk("open", 0, "글", { vector, updatedAt: minute(1) })]);
      const closed = { allowedGroups: ["정비", "a,b"], vector, updatedAt: minute(2) };
      await index.replaceDocument("closed", [sampleChunk("closed", 0, "글", closed)]);
      const page = { contentType: "text/html", allowedGroups: ["운전"], vector, updatedAt: minute(3) };
      await index.replaceDocument("page", [sampleChunk("page", 0, "글", page)]);
      return index;
    };
    const cases: [situation: string, filter: Partial<SearchFilter>, found: string[]][] = [
      ["operators find every chunk", { groups: undefined }, ["open#0", "closed#0", "page#0"]],
      ["without groups: only chunks without groups", { groups: [] }, ["open#0"]],
      ["with a group: its chunks too", { groups: ["정비", "x"] }, ["open#0", "closed#0"]],
      ["groups are compared whole", { groups: ["a", "정", "a,b,c"] }, ["open#0"]],
      ["by document", { documentIds: ["closed", "missing"] }, ["closed#0"]],
      ["by no document", { documentIds: [] }, []],
      ["by document, which opens no door", { documentIds: ["closed"], groups: [] }, []],
      ["by content type", { contentType: "text/html" }, ["page#0"]],
      ["by time", { updatedFrom: minute(2), updatedTo: minute(2) }, ["closed#0"]],
    ];

    it.each(cases)("%s", async (_situation, filter, found) => {
      const index = await filled();
      expect((await lexical(index, "글", filter)).sort()).toEqual([...found].sort());
      expect((await dense(index, [1, 0], filter)).map((hit) => hit.chunk.id).sort()).toEqual([...found].sort());
    });
  });

  describe(`the knowledge index (${name}): vectors`, () => {
    it("ranks by cosine similarity, whatever the lengths", async () => {
      const index = make().open();
      await index.replaceDocument("d", [
        sampleChunk("d", 0, "a", { vector: [0.001, 0.001, 0] }),
        sampleChunk("d", 1, "b", { vector: [500, 0, 0] }),
        sampleChunk("d", 2, "c", { vector: [-3, 0, 1] }),
        sampleChunk("d", 3, "without a vector"),
      ]);
      const hits = await dense(index, [2, 0, 0]);
      expect(hits.map((hit) => hit.chunk.id)).toEqual(["d#1", "d#0", "d#2"]);
      const expected = [1, Math.SQRT1_2, -3 / Math.sqrt(10)];
      for (const [n, hit] of hits.entries()) expect(hit.score).toBeCloseTo(expected[n] ?? 0, 2);
      expect(await dense(index, [2, 0, 0], {}, 1)).toHaveLength(1);
    });

    it("sees vectors that another instance adds", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      expect(await dense(two, [1, 0])).toEqual([]);
      await one.replaceDocument("d", [sampleChunk("d", 0, "a", { vector: [1, 0] })]);
      expect(await dense(two, [1, 0])).toHaveLength(1);
    });

    it("survives vectors of zeros and of another dimension", async () => {
      const index = make().open();
      await index.replaceDocument("d", [
        sampleChunk("d", 0, "a", { vector: [0, 0] }),
        sampleChunk("d", 1, "b", { vector: [1, 0, 0] }),
      ]);
      expect((await dense(index, [1, 0])).map((hit) => hit.score)).toEqual([0]);
      expect(await dense(index, [1, 0, 0])).toHaveLength(1);
    });
  });
}

async function* partsOf(chunks: IndexedChunk[], size: number, failure?: Error): AsyncIterable<IndexedChunk[]> {
  for (let at = 0; at < chunks.length; at += size) yield chunks.slice(at, at + size);
  if (failure) throw failure;
}
