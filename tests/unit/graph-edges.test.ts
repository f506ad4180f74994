import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** A flow of two steps, as source text, with the edges to try. */
const flow = (edge: { start?: string; next?: string; chosen?: string; among?: string }) => `
import { graph } from "${root}/shared/workflow/graph.ts";
type State = { count: number };
const choose = (state: State): "second" | "${edge.chosen ?? "end"}" => (state.count > 0 ? "second" : "${edge.chosen ?? "end"}");
export const table = graph<State, object>()({
  start: "${edge.start ?? "first"}", onError: "second", maxSteps: 3,
  steps: {
    first: { run: () => ({ count: 1 }), next: { choose, among: ["second", "${edge.among ?? "end"}"] } },
    second: { run: () => ({}), next: "${edge.next ?? "end"}" },
  },
});
`;

describe("an edge of a graph", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "graph-edges-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("compiles only when it leads to a step or to the end", async () => {
    const sources = {
      right: flow({}),
      start: flow({ start: "frist" }),
      next: flow({ next: "secnod" }),
      chosen: flow({ chosen: "ned" }),
      among: flow({ among: "edn" }),
    };
    for (const [name, source] of Object.entries(sources)) await writeFile(path.join(folder, `${name}.ts`), source);
    const files = Object.keys(sources).map((name) => path.join(folder, `${name}.ts`));
    const flags = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--allowImportingTsExtensions",
    ];
    const { stdout } = await run(process.execPath, [
      path.join(root, "node_modules/typescript/bin/tsc"),
      "--ignoreConfig",
      ...flags,
      ...files,
    ]).catch((error: { stdout: string }) => error);
    const faulty = new Set([...stdout.matchAll(/(\w+)\.ts\(\d+,\d+\): error/g)].map((match) => match[1]));
    expect(faulty).toEqual(new Set(["start", "next", "chosen", "among"]));
    expect(stdout).toContain("secnod");
  });
});
