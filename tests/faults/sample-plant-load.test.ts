import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Composes on the folder; prints `start`, then what the stores hold. */
const code = `
  import { compose } from "${root}/shared/compose.ts";
  import { readConfig } from "${root}/shared/config.ts";
  const settings = { DATA_DIRECTORY: process.env.FOLDER, SAMPLE_PLANT_DIRECTORY: "${root}/sample-plant", LOG_LEVEL: "error" };
  console.log("start");
  const app = await compose(readConfig(settings));
  const documents = (await app.documents.list({ limit: 100, status: "indexed" })).items.map(({ id }) => id).sort();
  const terms = (await app.terms.all()).terms.length;
  console.log(JSON.stringify({ terms, orders: await app.workOrders.count(), documents, chunks: await app.index.count() }));
  await app.close();
`;

describe("a load of the sample plant that is killed", () => {
  it("is completed by the next start, nothing lost and nothing doubled", async () => {
    const whole = await load(newFolder());
    expect(whole.output).toContain('"terms":');
    const folder = newFolder();
    for (let kill = 1; kill <= 8; kill++) await load(folder, (whole.ms * kill) / 9);
    expect((await load(folder)).output).toBe(whole.output);
  }, 60_000);
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-load-"));
  folders.push(folder);
  return folder;
}

async function load(folder: string, killAfterMs?: number): Promise<{ output: string; ms: number }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    env: { ...process.env, FOLDER: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  const closed = once(child, "close");
  await once(child.stdout, "data");
  const startedAt = performance.now();
  if (killAfterMs !== undefined) {
    await wait(killAfterMs);
    child.kill("SIGKILL");
  }
  await closed;
  return { output, ms: performance.now() - startedAt };
}
