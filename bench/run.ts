import { parseArgs } from "node:util";
import type { Benchmark, Figure } from "./benchmark.ts";
import { bundle } from "./bundle.bench.ts";
import { enqueue } from "./enqueue.bench.ts";
import { graphRunner } from "./graph-runner.bench.ts";
import { imports } from "./import.bench.ts";
import { ingestion } from "./ingestion.bench.ts";
import { largeFiles } from "./large-files.bench.ts";
import { recommendation } from "./recommendation.bench.ts";
import { runningSummary } from "./running-summary.bench.ts";
import { search } from "./search.bench.ts";
import { startUp } from "./start-up.bench.ts";
import { storeCost } from "./store-cost.bench.ts";
import { timeToFirstToken } from "./time-to-first-token.bench.ts";
import { turnOverHttp } from "./turn-over-http.bench.ts";

const benchmarks: Benchmark[] = [
  graphRunner,
  runningSummary,
  startUp,
  bundle,
  turnOverHttp,
  timeToFirstToken,
  enqueue,
  imports,
  ingestion,
  largeFiles,
  search,
  recommendation,
  storeCost,
];

const help = `Usage: npm run bench -- [NAME…] [--json]

Runs all benchmarks, or those named, and prints one table; every figure stands beside a baseline of the same run.

${benchmarks.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join("\n")}

  --json   print [{ name, value, unit, baseline, goal, ok }] instead of the table
  --help   this text`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));

if (values.help) {
  console.log(help);
} else if (unknown.length > 0) {
  console.error(
    `No benchmark is called ${unknown.join(", ")}. There are: ${benchmarks.map(({ name }) => name).join(", ")}.`,
  );
  process.exitCode = 1;
} else {
  const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const figures: Figure[] = [];
  for (const benchmark of chosen) {
    if (!values.json) console.error(`… ${benchmark.name}: ${benchmark.about}`);
    figures.push(...(await benchmark.run()));
  }
  console.log(values.json ? JSON.stringify(figures, undefined, 2) : table(figures));
  if (figures.some(({ ok }) => !ok)) process.exitCode = 1;
}

function table(figures: Figure[]): string {
  const rows = [
    ["what", "value", "baseline", "ratio", "goal", ""],
    ...figures.map(({ name, value, unit, baseline, goal, ok }) => [
      name,
      `${short(value)} ${unit}`,
      `${short(baseline.value)} ${unit} (${baseline.name})`,
      short(value / baseline.value),
      goal,
      ok ? "reached" : "MISSED",
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
