import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

const root = path.join(import.meta.dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pmark-evaluate-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const file = (name: string, content: string) => {
  const place = path.join(folder, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
};
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "shared/cli/evaluate.ts"), ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { code: status, stdout, stderr };
};
const question = (id: string, text: string, ...relevant: object[]) =>
  `${JSON.stringify({ id, language: "ko", question: text, relevant })}\n`;
const library = () => {
  file("docs/winch.md", "# 윈치\n## 브레이크\n라이닝이 4 mm보다 얇으면 바꾼다.\n## 로프\n로프는 해마다 바꾼다.\n");
  return path.join(folder, "docs");
};

describe("npm run evaluate", () => {
  it("explains itself", () => {
    const { code, stdout } = run("--help");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/retrieval[\s\S]*terms[\s\S]*parsing[\s\S]*recommendation/),
    ]);
  });

  it("scores a user's own questions over a user's own documents, in every writing, beside the baselines", () => {
    const label = { document: "winch", heading: "브레이크" };
    const both = ["a", "b", "c", "d", "e", "f"].map((id) => question(id, `브레이크 라이닝 두께 ${id}`, label)).join("");
    const { code, stdout, stderr } = run(
      "retrieval",
      "--documents",
      library(),
      "--questions",
      file("q.jsonl", both),
      "--json",
    );
    expect(code, stderr).toBe(0);
    const tables = JSON.parse(stdout) as {
      title: string;
      rows: { name: string; scores: Record<string, { value: number }> }[];
    }[];
    expect(tables.map(({ title }) => title.split(":")[0])).toEqual(["clean", "typos", "no spaces"]);
    expect(tables[0]!.rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["whitespace BM25", "FTS5 trigram", "plain bigrams BM25"]),
    );
    for (const { scores } of tables[0]!.rows.slice(2)) expect(scores["nDCG@10"]?.value).toBe(1);
  });

  it("scores the lexicon on the pairs that come with it", () => {
    const { stdout } = run("terms", "--json");
    const [table] = JSON.parse(stdout) as { rows: { name: string; scores: Record<string, { value: number }> }[] }[];
    const [nothing, frequent, learnt] = table!.rows.map(({ scores }) => scores["error reduction rate"]!.value);
    expect(nothing).toBe(0);
    expect(frequent).toBeGreaterThan(nothing!);
    expect(learnt).toBeGreaterThan(frequent!);
  });

  it.each([
    [["retrieval", "--set", "both"], 2, /tune or check/],
    [["guessing"], 2, /retrieval, terms, parsing or recommendation/],
    [["--frobnicate"], 2, /--help/],
    [["parsing", "file.txt"], 2, /takes no file/],
    [["retrieval", "--questions", "q.jsonl"], 2, /belong together/],
    [["retrieval", "--documents", "missing", "--questions", "q.jsonl"], 1, /no folder missing/],
  ])("refuses %j and says what to change", (args, code, message) => {
    const ran = run(...args);
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(message)]);
    expect(ran.stderr).not.toContain("    at ");
  });
});
