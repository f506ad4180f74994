import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFile, ensureBundle } from "../../local/bundle.ts";
import { functionsWorker, withFunctionsCore, type RegisteredFunction } from "../../local/functions-core.ts";
import { triggerOf } from "../../local/invocation.ts";

// Azure's own worker comes with Core Tools and the Functions host only: on npm there is none of the v4 model. The bundle is
// loaded here through the interface that the worker gives it, as the local host does. After a change: vitest run -u.
let folder: string;
let copy: string;
beforeAll(async () => {
  await ensureBundle();
  folder = mkdtempSync(path.join(tmpdir(), "pmark-bundle-"));
  copy = path.join(folder, "main.cjs");
  copyFileSync(bundleFile, copy);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bundle", () => {
  it("registers every function with nothing beside it: names, triggers, routes, schedules, queues", async () => {
    const worker = functionsWorker(() => {});
    withFunctionsCore(worker, () => createRequire(copy)(copy) as unknown);
    const lines = [...worker.functions.values()].map(describeFunction).sort();
    expect(worker.model()).toBeDefined();
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("functions.golden.txt");
  });

  it("asks for no package but the worker's own", () => {
    const asked = readFileSync(copy, "utf8").matchAll(/\brequire\("([^"]+)"\)/g);
    const packages = [...asked].map((match) => match[1]!).filter((name) => !isBuiltin(name));
    expect([...new Set(packages)]).toEqual(["@azure/functions-core"]);
  });
});

function describeFunction(called: RegisteredFunction): string {
  const {
    name: _binding,
    direction: _direction,
    properties: _properties,
    type,
    ...rest
  } = triggerOf(called) as Record<string, unknown>;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
  return [called.metadata.name, type, ...details.sort()].join(" ");
}
