import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteDatabase } from "../shared/adapters/embedded/sqlite-database.ts";
import { sqliteKnowledgeIndex } from "../shared/adapters/embedded/sqlite-knowledge-index.ts";
import { seededRandom } from "../shared/evaluation/seeded-random.ts";
import { searchKnowledge } from "../shared/knowledge/search-knowledge.ts";
import type { IndexedChunk } from "../shared/ports/knowledge-index.ts";
import { tokenise } from "../shared/terms/tokenise.ts";
import { percentile, type Benchmark, type Figure } from "./benchmark.ts";

const SIZES = [1_000, 10_000, 100_000];
const CHUNKS_OF_A_DOCUMENT = 100;
const WORDS_OF_A_CHUNK = 60;
const QUERIES = 100;
const GOAL_P95_MS = 20;
const GOAL_SENTENCES = 20_000;
const filter = { groups: undefined };

/** Syllables of invented words; a few of them are said again and again, as in any language. */
const syllables =
  "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후".split(
    "",
  );

export const search: Benchmark = {
  name: "search",
  about: `the tokeniser, and search by words among ${SIZES.map((size) => size.toLocaleString("en")).join(", ")} chunks`,
  async run() {
    const figures = [tokeniserFigure()];
    for (const size of SIZES) figures.push(...(await searchFigures(size)));
    return figures;
  },
};

function tokeniserFigure(): Figure {
  const say = speaker(1);
  const sentences = Array.from({ length: 20_000 }, () => `${say(9)} P-101A 7.5 mm/s bearings`);
  const perSecond = (split: (text: string) => unknown) => {
    for (const sentence of sentences.slice(0, 2_000)) split(sentence);
    const start = performance.now();
    for (const sentence of sentences) split(sentence);
    return (sentences.length * 1_000) / (performance.now() - start);
  };
  const value = perSecond(tokenise);
  const baseline = { name: "split at spaces", value: perSecond((text) => text.toLowerCase().split(/\s+/)) };
  return {
    name: "tokeniser",
    value,
    unit: "sentences/s",
    baseline,
    goal: `>= ${GOAL_SENTENCES}`,
    ok: value >= GOAL_SENTENCES,
  };
}

async function searchFigures(size: number): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-bench-search-"));
  const database = openSqliteDatabase(path.join(folder, "pmark.sqlite"));
  const fullText = new DatabaseSync(":memory:");
  try {
    const before = process.memoryUsage().rss;
    const index = sqliteKnowledgeIndex(database);
    fullText.exec("CREATE VIRTUAL TABLE chunks USING fts5(tokens)");
    const insert = fullText.prepare("INSERT INTO chunks (tokens) VALUES (?)");
    const say = speaker(2);
    fullText.exec("BEGIN");
    for (let document = 0; document * CHUNKS_OF_A_DOCUMENT < size; document += 1) {
      const chunks = Array.from({ length: CHUNKS_OF_A_DOCUMENT }, (_, ordinal) => chunkOf(document, ordinal, say));
      await index.replaceDocument(`d${document}`, chunks);
      for (const { tokens } of chunks) insert.run(tokens.join(" "));
    }
    fullText.exec("COMMIT");
    const queries = Array.from({ length: QUERIES }, () => say(4));
    await index.searchLexical({ tokens: tokenise(queries[0]!), filter, limit: 1 });
    const memory = (process.memoryUsage().rss - before) / 1_048_576;
    const select = fullText.prepare("SELECT rowid FROM chunks WHERE chunks MATCH ? ORDER BY rank LIMIT 50");
    const whole = await timed(queries, (query) => searchKnowledge({ index }, { query, groups: undefined, limit: 10 }));
    const lexical = await timed(queries, (query) =>
      index.searchLexical({ tokens: tokenise(query), filter, limit: 50 }),
    );
    const sqlite = await timed(queries, (query) =>
      select.all(
        tokenise(query)
          .map((token) => `"${token}"`)
          .join(" OR "),
      ),
    );
    const row = (name: string, samples: number[], share: number): Figure => {
      const value = percentile(samples, share);
      const of = share === 0.5 ? "p50" : "p95";
      const baseline = { name: `FTS5 over the same tokens, ${of}`, value: percentile(sqlite, share) };
      const hasGoal = share > 0.5;
      return {
        name: `${name} ${of}, ${size.toLocaleString("en")} chunks`,
        value,
        unit: "ms",
        baseline,
        goal: hasGoal ? `<= ${GOAL_P95_MS} ms` : "(to compare)",
        ok: !hasGoal || value <= GOAL_P95_MS,
      };
    };
    return [
      row("search by tokens", lexical, 0.5),
      row("search by tokens", lexical, 0.95),
      row("whole search", whole, 0.95),
      {
        name: `memory of index and baseline, ${size.toLocaleString("en")} chunks`,
        value: memory,
        unit: "MB",
        baseline: { name: "before", value: before / 1_048_576 },
        goal: "(to compare)",
        ok: true,
      },
    ];
  } finally {
    fullText.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(queries: string[], work: (query: string) => unknown): Promise<number[]> {
  const samples: number[] = [];
  // The first round warms up.
  for (const query of [...queries, ...queries]) {
    const start = performance.now();
    await work(query);
    samples.push(performance.now() - start);
  }
  return samples.slice(queries.length);
}

/** Says words, the same for the same seed; word number n about n times as seldom as the first. */
function speaker(seed: number): (words: number) => string {
  const random = seededRandom(seed);
  const syllable = (number: number) => syllables[number % syllables.length]!;
  const word = () => {
    const rank = Math.floor(30_000 ** random());
    return syllable(rank * 7) + syllable(Math.floor(rank / 5)) + (rank % 3 === 0 ? syllable(rank * 3) : "");
  };
  return (words) => Array.from({ length: words }, word).join(" ");
}

function chunkOf(document: number, ordinal: number, say: (words: number) => string): IndexedChunk {
  const documentId = `d${document}`;
  const text = say(WORDS_OF_A_CHUNK);
  const facts = {
    contentType: "text/plain",
    language: "ko" as const,
    allowedGroups: [],
    updatedAt: "2030-01-01T00:00:00.000Z",
  };
  const chunk = {
    id: `${documentId}#${ordinal}`,
    documentId,
    ordinal,
    title: documentId,
    headings: [],
    text,
    ...facts,
  };
  return { chunk, tokens: tokenise(text) };
}
