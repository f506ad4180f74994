import { execFile } from "node:child_process";
import { mkdtempSync, openAsBlob, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startHost } from "../tests/harness/start-host.ts";
import type { Benchmark, Figure } from "./benchmark.ts";
import { extensionOf, writeLargeFile, type LargeFileKind } from "./large-file.ts";

const SMALL_MEGABYTES = 4;
const FACTOR = 4;
const GOAL = 1.3;
/** As `npm start` has them. */
const nodeFlags = ["--max-semi-space-size=8", "--heap-growing-percent=50"];

const cases: { kind: LargeFileKind; task: "ingest" | "import" }[] = [
  { kind: "markdown", task: "ingest" },
  { kind: "html", task: "ingest" },
  { kind: "text", task: "ingest" },
  { kind: "csv", task: "import" },
  { kind: "xlsx", task: "import" },
];

export const largeFiles: Benchmark = {
  name: "large-files",
  about: `peak memory for one file of ${SMALL_MEGABYTES} MB and one of ${SMALL_MEGABYTES * FACTOR} MB, each read by a process of its own; and for uploads`,
  async run() {
    const folder = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
    try {
      const figures: Figure[] = [];
      for (const { kind, task } of cases) {
        const peaks: number[] = [];
        for (const megabytes of [SMALL_MEGABYTES, SMALL_MEGABYTES * FACTOR]) {
          peaks.push(await peakOf(task, largeFile(folder, kind, megabytes)));
        }
        figures.push(figure(`peak memory, ${task} of ${SMALL_MEGABYTES * FACTOR} MB of ${kind}`, peaks));
      }
      figures.push(figure(`peak memory of the host, upload of ${SMALL_MEGABYTES * FACTOR} MB`, await uploads(folder)));
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function largeFile(folder: string, kind: LargeFileKind, megabytes: number): string {
  const file = path.join(folder, `${kind}-${megabytes}${extensionOf[kind]}`);
  writeLargeFile(file, kind, megabytes * 1_048_576);
  return file;
}

async function peakOf(task: string, file: string): Promise<number> {
  const data = `${file}-data`;
  const script = path.join(import.meta.dirname, "read-large-file.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeFlags, script, task, file, data]);
  rmSync(file);
  rmSync(data, { recursive: true, force: true });
  const { done, megabytes } = JSON.parse(stdout) as { done: number; megabytes: number };
  return done > 0 ? megabytes : Number.NaN;
}

async function uploads(folder: string): Promise<number[]> {
  const host = await startHost({ env: { SAMPLE_PLANT: "off" } });
  try {
    const peaks: number[] = [];
    for (const megabytes of [SMALL_MEGABYTES, SMALL_MEGABYTES * FACTOR]) {
      const form = new FormData();
      form.set("file", await openAsBlob(largeFile(folder, "text", megabytes)), `${megabytes}.txt`);
      const answer = await fetch(`${host.url}/api/v1/documents`, { method: "POST", body: form });
      if (answer.status !== 202) throw new Error(`The upload was answered ${answer.status}.`);
      peaks.push(peakMegabytes(host.pid ?? 0));
    }
    return peaks;
  } finally {
    await host.stop();
  }
}

function figure(name: string, [small = Number.NaN, large = Number.NaN]: number[]): Figure {
  return {
    name,
    value: large,
    unit: "MB",
    baseline: { name: "a quarter of it", value: small },
    goal: `<= ${GOAL} x`,
    ok: large <= small * GOAL,
  };
}

/** What a running process has had at most; Linux tells. */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}
