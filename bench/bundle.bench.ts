import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildBundle, root } from "../local/bundle.ts";
import { percentile, type Benchmark } from "./benchmark.ts";

const LOADS = 9;
const LOAD_GOAL_MS = 250;
const LOAD_WITH_TELEMETRY_GOAL_MS = 450;
const SIZE_GOAL_KB = 8_192;

/** Valid, and nothing listens there: what counts is the loading. */
const nowhere = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:9/";

export const bundle: Benchmark = {
  name: "bundle",
  about: `the deployed file: its size, and ${LOADS} loads in a fresh worker process, with and without telemetry`,
  async run() {
    const folder = mkdtempSync(path.join(root, "dist/bench-"));
    try {
      const bundled = path.join(folder, "bundled.cjs");
      const unbundled = path.join(folder, "unbundled.cjs");
      await buildBundle(undefined, bundled);
      await buildBundle(undefined, unbundled, packagesOf("dependencies"));
      const [plain, withTelemetry, loose, looseWithTelemetry]: number[][] = [[], [], [], []];
      for (let made = 0; made < LOADS; made += 1) {
        plain!.push((await load(bundled)).registeredMs);
        withTelemetry!.push((await load(bundled, nowhere)).telemetryMs);
        loose!.push((await load(unbundled)).registeredMs);
        looseWithTelemetry!.push((await load(unbundled, nowhere)).telemetryMs);
      }
      const sizeKb = (file: string) => statSync(file).size / 1_024;
      const row = (name: string, goalMs: number, samples: number[], baseline: number[]) => ({
        name,
        value: percentile(samples, 0.5),
        unit: "ms",
        baseline: { name: "packages not bundled", value: percentile(baseline, 0.5) },
        goal: `<= ${goalMs} ms`,
        ok: percentile(samples, 0.5) <= goalMs,
      });
      return [
        {
          name: "bundle size",
          value: sizeKb(bundled),
          unit: "KB",
          baseline: { name: "our own code alone", value: sizeKb(unbundled) },
          goal: `<= ${SIZE_GOAL_KB} KB`,
          ok: sizeKb(bundled) <= SIZE_GOAL_KB,
        },
        row("worker start to functions registered, p50", LOAD_GOAL_MS, plain!, loose!),
        row("worker start to telemetry ready, p50", LOAD_WITH_TELEMETRY_GOAL_MS, withTelemetry!, looseWithTelemetry!),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/**
 * What a functions worker does with the file, in as little code as can be: a worker of our own TypeScript would load
 * longer than the bundle. Times are counted from the start of the process.
 */
const worker = `
  const Module = require("node:module");
  const original = Module.prototype.require;
  const hooks = [];
  let functions = 0;
  const core = {
    version: "3", hostVersion: "4", setProgrammingModel() {}, getProgrammingModel() {}, log() {},
    registerFunction() { functions += 1; },
    registerHook(name, hook) { if (name === "appStart") hooks.push(hook); },
  };
  Module.prototype.require = function (id) { return id === "@azure/functions-core" ? core : original.call(this, id); };
  require(process.env.BUNDLE);
  console.log(JSON.stringify({ functions, registeredMs: performance.now(), timeOrigin: performance.timeOrigin }));
  if (process.env.APPLICATIONINSIGHTS_CONNECTION_STRING) for (const hook of hooks) hook({});`;

async function load(file: string, connectionString?: string): Promise<{ registeredMs: number; telemetryMs: number }> {
  const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
  const child = spawn(process.execPath, ["-e", worker], {
    cwd: root,
    env: {
      BUNDLE: file,
      DATA_DIRECTORY: data,
      SAMPLE_PLANT: "off",
      ...(connectionString === undefined ? {} : { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (output += piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    log += piece;
    if (log.includes("telemetry-")) child.kill("SIGKILL");
  });
  await once(child, "close");
  rmSync(data, { recursive: true, force: true });
  const { functions, registeredMs, timeOrigin } = JSON.parse(output) as Record<string, number>;
  if (functions === 0 || registeredMs === undefined) throw new Error(`${file} registers no functions:\n${log}`);
  const startedAt = /"time":"([^"]+)"[^\n]*"telemetry-started"/.exec(log)?.[1];
  if (connectionString !== undefined && startedAt === undefined) throw new Error(`Telemetry does not start:\n${log}`);
  return { registeredMs, telemetryMs: startedAt === undefined ? Number.NaN : Date.parse(startedAt) - timeOrigin! };
}

function packagesOf(kind: "dependencies"): string[] {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Record<typeof kind, object>;
  return Object.keys(manifest[kind]).filter((name) => name !== "@azure/functions");
}
