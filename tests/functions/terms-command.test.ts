import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";

const root = path.join(import.meta.dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pmark-terms-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const file = (name: string, content?: string) => {
  const place = path.join(folder, name);
  if (content !== undefined) writeFileSync(place, content);
  return place;
};
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "shared/cli/terms.ts"), ...args], {
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
};
const pairs = "RPL\treplace\nrope\trope\n\nRPL\treplace\n\n\nDR\tdoor\n";

describe("npm run terms", () => {
  it("explains itself", () => {
    const { code, stdout } = run("--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/learn[\s\S]*evaluate[\s\S]*normalise/)]);
  });

  it("learns a lexicon, measures it and normalises with it, blank lines kept", () => {
    const train = file("train.norm", pairs);
    const lexicon = file("lexicon.json");
    expect(run("learn", train, "--output", lexicon)).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(folder).sort()).toEqual(["lexicon.json", "train.norm"]);
    const { stdout } = run("evaluate", train, "--lexicon", lexicon, "--json");
    expect(JSON.parse(stdout)).toEqual({ n: 4, precision: 1, recall: 1, errorReductionRate: 1 });
    expect(run("evaluate", train, "--lexicon", lexicon).stdout).toMatch(/error reduction rate +100\.00 %/);
    expect(run("normalise", train, "--lexicon", lexicon).stdout).toBe(pairs);
    const bare = file("bare.csv", "original\nRPL rope\n");
    expect(run("normalise", bare, "--lexicon", lexicon).stdout).toBe("RPL\treplace\nrope\trope\n");
  });

  it("says what is wrong with a file, with exit code 1", () => {
    const train = file("train.norm", pairs);
    const old = file("old.json", '{"format":"pmark-lexicon","version":0}');
    const lexicon = file("lexicon.json");
    expect(run("learn", file("none.norm"), "--output", lexicon)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no file .*none\.norm\.\n$/) as string,
    });
    expect(run("learn", file("words.txt", "just words\n"), "--output", lexicon)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("words.txt, line 1: one tab") as string,
    });
    expect(run("learn", train, "--output", path.join(folder, "no/such/lexicon.json"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Can't write") as string,
    });
    expect(run("evaluate", train, "--lexicon", old)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("version 0") as string,
    });
    expect(existsSync(lexicon)).toBe(false);
    expect(readFileSync(train, "utf8")).toBe(pairs);
  });

  it.each([
    [["guess"], /learn, evaluate or normalise/],
    [["learn"], /Name a file/],
    [["learn", "a"], /--output/],
    [["evaluate", "a"], /--lexicon/],
    [["normalise", "a", "b", "--lexicon", "c"], /one file/],
    [["learn", "a", "--wrong"], /--wrong/],
  ])("asks for what is missing in %j, with exit code 2", (args, reason) => {
    const { code, stderr } = run(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(reason)]);
  });
});
