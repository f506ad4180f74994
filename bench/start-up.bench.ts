import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startHost } from "../tests/harness/start-host.ts";
import { percentile, type Benchmark } from "./benchmark.ts";

const GOAL_MS = 1_000;
const STARTS = 7;

export const startUp: Benchmark = {
  name: "start-up",
  about: "from the command to a ready service, with an existing store",
  async run() {
    const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
    try {
      await (await startHost({ data })).stop();
      const starts: number[] = [];
      const nodes: number[] = [];
      for (let made = 0; made < STARTS; made += 1) {
        starts.push(await millisecondsToReady(data));
        nodes.push(await millisecondsOfBareNode());
      }
      const value = percentile(starts, 0.5);
      return [
        {
          name: "start to ready, existing store, p50",
          value,
          unit: "ms",
          baseline: { name: "node -e 0", value: percentile(nodes, 0.5) },
          goal: `<= ${GOAL_MS} ms`,
          ok: value <= GOAL_MS,
        },
      ];
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
};

async function millisecondsToReady(data: string): Promise<number> {
  const start = performance.now();
  const host = await startHost({ data });
  const ready = await fetch(`${host.url}/api/v1/health/ready`);
  const elapsed = performance.now() - start;
  await host.stop();
  return ready.ok ? elapsed : Number.POSITIVE_INFINITY;
}

async function millisecondsOfBareNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ["-e", "0"]), "exit");
  return performance.now() - start;
}
