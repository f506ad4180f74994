import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { openaiEmbedder } from "../../shared/adapters/openai/openai-embedder.ts";
import { openaiReranker } from "../../shared/adapters/openai/openai-reranker.ts";
import { answerSearch } from "../../shared/knowledge/answer-search.ts";
import { cite, quoteOccursIn } from "../../shared/knowledge/cite.ts";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import { searchKnowledge } from "../../shared/knowledge/search-knowledge.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { embeddedPorts } from "../harness/embedded-ports.ts";
import { endpointOf } from "../model-double/endpoint-of.ts";
import { startModelDouble } from "../model-double/model-double.ts";

type Question = { question: string; document?: string; contains?: string };

const root = path.join(import.meta.dirname, "../..");
const manuals = path.join(root, "sample-plant/manuals");
const questions = readFileSync(path.join(root, "tests/fixtures/knowledge/questions.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Question);
const answerable = questions.filter(({ document }) => document !== undefined);
const unanswerable = questions.filter(({ document }) => document === undefined);
const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };
const shown: string[] = [];
afterAll(() => console.log(shown.join("\n")));

async function plantLibrary(more: object = {}) {
  const ports = { ...embeddedPorts(), ...more };
  const texts = new Map<string, string>();
  for (const fileName of readdirSync(manuals)) {
    const content = readFileSync(path.join(manuals, fileName));
    const { id } = await registerDocument(ports, operator, { content, fileName });
    texts.set(id, content.toString());
  }
  await drainIngestion(ports, { deadline: new Date(8e12) });
  return { ports, texts };
}

describe("search over the sample manuals", () => {
  it("finds what answers a question, cites it truthfully, and finds nothing for what no manual answers", async () => {
    const { ports, texts } = await plantLibrary();
    let first = 0;
    let amongThree = 0;
    for (const { question, contains } of answerable) {
      const hits = await searchKnowledge(ports, { query: question, groups: undefined, limit: 3 });
      const at = hits.findIndex(({ chunk }) => chunk.text.includes(contains!));
      if (at === 0) first += 1;
      if (at >= 0) amongThree += 1;
      for (const { documentId, quote, line } of cite(hits, question)) {
        const source = texts.get(documentId)!;
        expect(quoteOccursIn(quote, source)).toBe(true);
        expect(source.split("\n")[line! - 1]).toContain(quote.slice(0, 10));
      }
    }
    const refused: string[] = [];
    for (const { question } of unanswerable) {
      const { results, answer } = await answerSearch(ports, operator, { query: question });
      if (results.length === 0 && answer !== undefined) refused.push(question);
    }
    shown.push(
      `answerable ${answerable.length}: first ${first}, among three ${amongThree}`,
      `unanswerable ${unanswerable.length}: refused ${refused.length}`,
    );
    expect(first / answerable.length).toBeGreaterThanOrEqual(0.85);
    expect(amongThree / answerable.length).toBeGreaterThanOrEqual(0.9);
    expect(refused.length / unanswerable.length).toBeGreaterThanOrEqual(0.7);
  });

  it("with an embedder and a reranker still cites truthfully and refuses", async () => {
    const double = await startModelDouble();
    onTestFinished(() => double.stop());
    const endpoint = endpointOf(double.url, { attemptTimeoutMs: 5_000 });
    const { ports } = await plantLibrary({ embedder: openaiEmbedder(endpoint), reranker: openaiReranker(endpoint) });
    const { results, citations } = await answerSearch(ports, operator, {
      query: "How long is a hot work permit valid?",
    });
    expect(results[0]!.text).toMatch(/hot work/i);
    expect(citations.map(({ id }) => id)).toEqual(results.map((_, index) => index + 1));
    expect(double.requests.map(({ path: called }) => called)).toContain("/v1/rerank");
  });
});

describe("an answer", () => {
  const library = async () => {
    const ports = embeddedPorts();
    const add = (fileName: string, text: string, allowedGroups: string[] = []) =>
      registerDocument(ports, operator, { content: Buffer.from(text), fileName, allowedGroups });
    await add("a.md", "# Winch\n## Brake\nThe lining is replaced below 4 mm. The brake is tested at 150 % load.\n");
    await add("b.md", "# Windlass\nThe lining is replaced below 6 mm.\n");
    await add("secret.md", "# Vault\nThe lining of the vault is lead.\n", ["security"]);
    await drainIngestion(ports, { deadline: new Date(8e12) });
    return ports;
  };

  it("names the heading, the line and the words themselves", async () => {
    const { citations } = await answerSearch(await library(), operator, {
      query: "When is the winch brake lining replaced?",
    });
    expect(citations[0]).toMatchObject({
      id: 1,
      title: "Winch",
      heading: "Brake",
      line: 3,
      quote: expect.stringContaining("below 4 mm."),
    });
  });

  it("as a summary is made of quotes with their sources, as a comparison has one row a document", async () => {
    const ports = await library();
    const query = "lining replaced below";
    const summary = await answerSearch(ports, operator, { query, format: "summary" });
    expect(summary.answer).toMatch(/below \d mm.*\[1\]\n.*below \d mm.*\[2\]/);
    const { table } = await answerSearch(ports, operator, { query, format: "comparison" });
    expect(new Set(table?.rows.map(({ cells }) => cells[0]?.text))).toEqual(new Set(["Windlass", "Winch"]));
    expect(table?.rows.map(({ cells }) => cells[1]?.citation)).toEqual([1, 2]);
  });

  it("says in the question's language when there is no evidence", async () => {
    const ports = await library();
    const ask = async (query: string) => (await answerSearch(ports, operator, { query })).answer;
    expect(await ask("화성까지 거리는 얼마인가요?")).toBe("근거를 찾지 못했습니다.");
    expect(await ask("How far is Mars?")).toBe("No evidence found.");
    expect(await ask("!?")).toBe("No evidence found.");
  });

  it("holds only what the caller may read, and one of two equal texts", async () => {
    const ports = await library();
    const user: Caller = { userId: "kim", roles: ["user"], groups: [] };
    const titles = async (caller: Caller) =>
      (await answerSearch(ports, caller, { query: "lining of the vault" })).results.map(({ title }) => title);
    expect(await titles(user)).not.toContain("Vault");
    expect(await titles({ ...user, groups: ["security"] })).toContain("Vault");
    await registerDocument(ports, operator, {
      content: Buffer.from("# Copy\nThe lining is replaced below 6 mm.\n"),
      fileName: "copy.md",
    });
    await drainIngestion(ports, { deadline: new Date(8e12) });
    const { results } = await answerSearch(ports, operator, { query: "lining replaced below 6 mm" });
    expect(results.filter(({ text }) => text.includes("6 mm"))).toHaveLength(1);
  });
});

describe("a quote", () => {
  it("occurs in a text whatever the case, the width and the white space", () => {
    expect(quoteOccursIn("Below  4 MM.", "replaced below\n4 mm. Then")).toBe(true);
    expect(quoteOccursIn("밸브를".normalize("NFD"), "밸브를 연다")).toBe(true);
    expect(quoteOccursIn("below 5 mm", "below 4 mm")).toBe(false);
    expect(quoteOccursIn(" ", "below")).toBe(false);
  });
});
