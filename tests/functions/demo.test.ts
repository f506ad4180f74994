import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHost, type Host } from "../harness/start-host.ts";

const file = path.join(import.meta.dirname, "../../shared/cli/demo.ts");
const demo = (...args: string[]) => promisify(execFile)(process.execPath, [file, ...args], { encoding: "utf8" });

describe("npm run demo", () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost();
  });
  afterAll(async () => {
    await host.stop();
  });

  it.each([
    { language: "ko", words: ["대화", "유사 작업", "작업오더", "요약 도착", "14,000시간", "끝."] },
    {
      language: "en",
      words: ["The conversation", "past work", "The work order", "summary written", "14,000 hours", "Done"],
    },
  ])("plays the whole conversation against a running host ($language)", async ({ language, words }) => {
    const { stdout } = await demo("--url", host.url, "--language", language);
    for (const word of words) expect(stdout).toContain(word);
    expect(stdout).toContain("CV-107");
    expect(stdout).toContain("1창고 #7Line");
    expect(stdout).toMatch(/\[1\] .+“.*14,000/);
  });

  it("takes its document away again", async () => {
    const listed = (await (await fetch(`${host.url}/api/v1/documents?limit=100`)).json()) as {
      items: { title: string }[];
    };
    expect(listed.items.filter(({ title }) => title.includes("저소음") || title.includes("low-noise"))).toEqual([]);
  });

  it("starts a host of its own without --url, and stops it", async () => {
    const { stdout } = await demo("--language", "en");
    expect(stdout).toContain("Done, in");
  }, 60_000);

  it("tells how it is used", async () => {
    expect((await demo("--help")).stdout).toContain("--language");
  });

  it.each([
    { args: ["--url", "http://127.0.0.1:9"], line: "Nothing answers at http://127.0.0.1:9" },
    { args: ["--language", "fr"], line: "--language takes ko or en" },
    { args: ["--pause", "soon"], line: "--pause takes a whole number" },
  ])("says in one line what is wrong: $line", async ({ args, line }) => {
    const failed = await demo(...args).catch((error: unknown) => error as { code: number; stderr: string });
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining(line) });
  });
});
