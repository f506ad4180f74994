import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");

const forbidden: [where: string, imports: string][] = [
  ["shared/ports", "node:fs"],
  ["shared/ports", "../errors.ts"],
  ["shared/workflow", "../errors.ts"],
  ["shared/chat", "../adapters/embedded/sqlite-database.ts"],
  ["shared/chat", "../compose.ts"],
  ["shared/sessions", "../chat/run-turn.ts"],
  ["shared/terms", "../knowledge/cite.ts"],
  ["shared/work-orders", "@azure/functions"],
  ["shared/adapters", "./embedded/sqlite-database.ts"],
  ["shared/adapters", "../chat/run-turn.ts"],
  ["shared/adapters", "@azure/cosmos"],
  ["shared/adapters/embedded", "../openai/openai-client.ts"],
  ["shared/adapters/openai", "../../chat/run-turn.ts"],
  ["shared/adapters/jose", "../../access/bearer-token.ts"],
  ["shared/access", "../adapters/jose/jose-token-verifier.ts"],
  ["shared/adapters/azure", "../embedded/sqlite-database.ts"],
  ["shared/adapters/azure", "../../chat/run-turn.ts"],
  ["shared/adapters/azure", "@azure/functions"],
  ["functions/http", "../../shared/adapters/embedded/sqlite-database.ts"],
  ["functions/http", "../../shared/compose.ts"],
  ["functions/http", "@azure/cosmos"],
];

describe("the import rules", () => {
  const canaries: string[] = [];
  afterEach(() => {
    for (const canary of canaries.splice(0)) rmSync(canary, { force: true });
  });

  it("are broken by every planted import, so that the linter is seen to work", async () => {
    for (const [index, [where, imports]] of forbidden.entries()) {
      const file = path.join(root, where, `canary-${index}.ts`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `import * as planted from "${imports}";\nexport const canary = planted;\n`);
      canaries.push(file);
    }
    const { stdout } = await run("npx", ["oxlint", "--format=unix", ...canaries], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    const caught = forbidden.filter((_, index) =>
      stdout.split("\n").some((line) => line.includes(`canary-${index}.ts`) && line.includes("no-restricted-imports")),
    );
    expect(caught).toEqual(forbidden);
  });
});
