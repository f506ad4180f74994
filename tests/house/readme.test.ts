import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chatTurn } from "../../shared/chat/chat-turn.ts";
import { settingNames } from "../../shared/config.ts";
import { toMermaid } from "../../shared/workflow/mermaid.ts";

const root = path.resolve(import.meta.dirname, "../..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");

describe("the README", () => {
  it("draws the chat turn as the table has it (paste what this test expected)", () => {
    const drawn = /<!-- flow:start -->\n([\s\S]*?)<!-- flow:end -->/.exec(readme)?.[1];
    expect(drawn).toBe(`\`\`\`mermaid\n${toMermaid(chatTurn)}\`\`\`\n`);
  });

  it("names every setting, and no setting that does not exist", () => {
    const table = readme.slice(readme.indexOf("| Setting |"), readme.indexOf("## Who may call"));
    const named = [...table.matchAll(/`([A-Z]{2,}_?[A-Za-z_]{2,})`/g)].map((match) => match[1]!);
    expect(settingNames.filter((name) => !named.includes(name))).toEqual([]);
    expect(named.filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: object };
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("shows pictures that are there", () => {
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]!);
    for (const picture of pictures) expect(readFileSync(path.join(root, picture)).length).toBeGreaterThan(1_000);
  });
});
