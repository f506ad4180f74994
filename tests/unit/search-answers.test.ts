import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { answerSearch } from "../../shared/knowledge/answer-search.ts";
import { quoteOccursIn } from "../../shared/knowledge/cite.ts";
import type { SearchAnswer } from "../../shared/knowledge/search-answer.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { chatApp } from "../harness/chat-app.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const double = await startModelDouble();
afterAll(() => double.stop());
beforeEach(() => double.behave({ kind: "answer" }));
const byRules = await chatApp();
const byModel = await chatApp({ MODEL_BASE_URL: double.url });
const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };

type Format = "summary" | "comparison";
const ask = (app: typeof byRules, format: Format, query: string) => answerSearch(app, operator, { query, format });
const limits = "Compare the vibration limits of centrifugal pumps and compressors";
const question = "What are the vibration limits of a centrifugal pump?";

/** Every quote stands in a result, and every cell but a row's name rests on a quote. */
function expectTruthful({ results, citations, table, answer }: SearchAnswer): void {
  for (const { documentId, quote } of citations) {
    const texts = results.filter((result) => result.documentId === documentId).map(({ text }) => text);
    expect(
      texts.some((text) => quoteOccursIn(quote, text)),
      quote,
    ).toBe(true);
  }
  const ids = citations.map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  for (const { cells } of table?.rows ?? []) {
    expect(cells).toHaveLength(table!.columns.length);
    for (const { text, citation } of cells.slice(1)) {
      if (text === "") expect(citation).toBeUndefined();
      else expect(ids).toContain(citation);
    }
  }
  for (const [, mark] of (answer ?? "").matchAll(/\[(\d+)\]/g)) expect(ids).toContain(Number(mark));
}

describe("a comparison by rules", () => {
  it("is a table of the attributes that were asked for, with a source in each cell", async () => {
    const answer = await ask(byRules, "comparison", limits);
    expectTruthful(answer);
    expect(answer.table?.columns).toEqual(["Subject", "vibration limits"]);
    const rows = answer.table!.rows.map(({ cells }) => cells.map(({ text }) => text));
    expect(rows).toEqual([
      ["centrifugal pumps", expect.stringContaining("2.8 mm/s")],
      ["compressors", expect.stringContaining("65 µm")],
    ]);
    expect(answer.degraded).toBe(false);
  });

  it.each<[string, string[], string[]]>([
    ["펌프와 송풍기의 진동 기준과 점검 주기를 비교해 줘", ["대상", "진동 기준", "점검 주기"], ["펌프", "송풍기"]],
    [
      "교반기와 송풍기를 진동 기준, 오일 교환 주기로 비교",
      ["대상", "진동 기준", "오일 교환 주기"],
      ["교반기", "송풍기"],
    ],
    [
      "difference between hydrogen sulphide and confined space entry",
      ["Subject", "What it says"],
      ["hydrogen sulphide", "confined space entry"],
    ],
  ])("reads the wish %s", async (query, columns, names) => {
    const answer = await ask(byRules, "comparison", query);
    expectTruthful(answer);
    expect(answer.table?.columns).toEqual(columns);
    expect(answer.table?.rows.map(({ cells }) => cells[0]?.text)).toEqual(names);
    expect(answer.table?.rows.every(({ cells }) => cells.some(({ citation }) => citation !== undefined))).toBe(true);
  });

  it("leaves a cell empty where nothing is found, and says so where nothing is found at all", async () => {
    const oil = await ask(byRules, "comparison", "교반기와 송풍기를 진동 기준, 오일 교환 주기로 비교");
    expect(oil.table?.rows[0]?.cells[2]?.text).toContain("4,000시간마다");
    const nothing = await ask(byRules, "comparison", "Mars and Venus: distance, gravity");
    expect(nothing).toMatchObject({ results: [], citations: [], answer: "No evidence found." });
    expect(nothing.table).toBeUndefined();
  });

  it("keeps what the caller may not read out of every cell", async () => {
    const stranger: Caller = { userId: "kim", roles: ["user"], groups: [] };
    const { index } = byRules;
    const closed = {
      ...byRules,
      index: {
        searchLexical: async (query: Parameters<typeof index.searchLexical>[0]) => {
          expect(query.filter.groups).toEqual([]);
          return index.searchLexical(query);
        },
        searchDense: index.searchDense.bind(index),
      },
    };
    expect((await answerSearch(closed, stranger, { query: limits, format: "comparison" })).table).toBeDefined();
  });
});

describe("with a model", () => {
  const removed = () => byModel.logged.filter(({ event }) => event === "claims-removed").map(({ fields }) => fields);
  beforeEach(() => void byModel.logged.splice(0));

  it("a summary is made of claims that their passages prove; others are left out and counted", async () => {
    const danger = "Danger | above 7.1 mm/s";
    double.behave({
      kind: "answer",
      json: {
        claims: [
          { text: "Above 7.1 mm/s the pump is stopped.", passage: 1, quote: danger },
          { text: "Above 9.9 mm/s the pump is stopped.", passage: 1, quote: danger },
          { text: "The pump is painted.", passage: 1, quote: "The pump is painted blue." },
          { text: "It stands elsewhere.", passage: 99, quote: danger },
          { text: "Above 7.1 mm the pump is stopped.", passage: 1, quote: danger },
        ],
      },
    });
    const answer = await ask(byModel, "summary", question);
    expect(answer).toMatchObject({ answer: "Above 7.1 mm/s the pump is stopped. [1]", degraded: false });
    expect(answer.citations).toMatchObject([{ id: 1, quote: danger, title: "Centrifugal pump vibration" }]);
    expectTruthful(answer);
    expect(removed()).toEqual([{ format: "summary", count: 4 }]);
  });

  it("a comparison keeps the cells that can be verified", async () => {
    double.behave({
      kind: "answer",
      json: {
        attributes: ["vibration limit", "colour"],
        items: [
          {
            name: "Centrifugal pump",
            cells: [
              { attribute: "vibration limit", text: "4.5 mm/s", passage: 1, quote: "2.8 to 4.5 mm/s" },
              { attribute: "colour", text: "blue", passage: 1, quote: "painted blue" },
            ],
          },
          {
            name: "Submarine",
            cells: [{ attribute: "vibration limit", text: "12 mm/s", passage: 1, quote: "2.8 to 4.5 mm/s" }],
          },
        ],
      },
    });
    const answer = await ask(byModel, "comparison", limits);
    expect(answer.table).toEqual({
      columns: ["Subject", "vibration limit", "colour"],
      rows: [{ cells: [{ text: "Centrifugal pump" }, { text: "4.5 mm/s", citation: 1 }, { text: "" }] }],
    });
    expectTruthful(answer);
    expect(removed()).toEqual([{ format: "comparison", count: 2 }]);
  });

  it.each<[Format, string, unknown]>([
    ["summary", question, { claims: [{ text: "Made up: 12 bar.", passage: 1, quote: "12 bar" }] }],
    ["summary", question, { claims: [] }],
    ["summary", question, "no object"],
    ["comparison", limits, { attributes: ["x"], items: [] }],
  ])("that proves nothing, a %s is written by rules", async (format, query, json) => {
    double.behave({ kind: "answer", json });
    const answer = await ask(byModel, format, query);
    const twin = await ask(byRules, format, query);
    expect(answer).toMatchObject({ degraded: true, citations: twin.citations });
    expect([answer.answer, answer.table]).toEqual([twin.answer, twin.table]);
    expect(byModel.logged).toContainEqual({
      event: "model-failed",
      fields: expect.objectContaining({ purpose: `search-${format}`, failure: "invalid" }) as object,
    });
  });

  it("that is down, rules answer; without evidence it is not even asked", async () => {
    double.behave({ kind: "status", status: 401 });
    expect(await ask(byModel, "summary", question)).toMatchObject({ degraded: true });
    const before = double.requests.length;
    expect(await ask(byModel, "summary", "How do I bake bread?")).toMatchObject({ answer: "No evidence found." });
    expect(double.requests.length).toBe(before);
  });
});
