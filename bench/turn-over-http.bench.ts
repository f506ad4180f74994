import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { startHost } from "../tests/harness/start-host.ts";
import { percentile, type Benchmark, type Figure } from "./benchmark.ts";
import { historyOf } from "./history.ts";
import { caller, closedLoop, openLoop } from "./load.ts";
import { technicians } from "./technicians.ts";

const PAST_WORK_ORDERS = 4_600;
const CONNECTIONS = 50;
const OFFERED_PER_SECOND = 500;
const TURNS = 5_000;
const TURNS_FOR_MEMORY = 10_000;
const MEMORY_GOAL_MB = 300;

export const turnOverHttp: Benchmark = {
  name: "turn-over-http",
  about: `turns by rules over HTTP: conversations of different messages, ${PAST_WORK_ORDERS} past work orders, ${CONNECTIONS} connections; memory after ${TURNS_FOR_MEMORY} turns`,
  async run() {
    const { data, terms } = await historyOf(PAST_WORK_ORDERS);
    const host = await startHost({ data });
    const client = caller(host.url, CONNECTIONS);
    const turn = technicians(terms, client.call);
    const alive = async () => (await client.call({ method: "GET", path: "/api/v1/health/live" })).status === 200;

    try {
      await closedLoop(CONNECTIONS, 1_000, turn);
      const memoryEarly = residentMegabytes(host.pid ?? 0);
      const floor = await openLoop(OFFERED_PER_SECOND, TURNS, alive);
      const offered = await openLoop(OFFERED_PER_SECOND, TURNS, turn);
      const saturated = await closedLoop(CONNECTIONS, TURNS, turn);
      const saturatedFloor = await closedLoop(CONNECTIONS, TURNS, alive);
      await closedLoop(CONNECTIONS, Math.max(0, TURNS_FOR_MEMORY - 2 * TURNS - 1_000), turn);
      const memory = residentMegabytes(host.pid ?? 0);
      const errors = offered.errors + saturated.errors;
      const p95 = percentile(offered.latenciesMs, 0.95);
      const figures: Figure[] = [
        {
          name: `turn over HTTP, ${OFFERED_PER_SECOND}/s on ${CONNECTIONS} connections, p95`,
          value: p95,
          unit: "ms",
          baseline: { name: "GET health/live", value: percentile(floor.latenciesMs, 0.95) },
          goal: "<= 25 ms",
          ok: p95 <= 25,
        },
        {
          name: `turns a second at most, ${CONNECTIONS} connections`,
          value: saturated.perSecond,
          unit: "/s",
          baseline: { name: "GET health/live", value: saturatedFloor.perSecond },
          goal: ">= 500 /s",
          ok: saturated.perSecond >= 500,
        },
        {
          name: "turn with every connection busy, p95",
          value: percentile(saturated.latenciesMs, 0.95),
          unit: "ms",
          baseline: { name: "GET health/live", value: percentile(saturatedFloor.latenciesMs, 0.95) },
          goal: "for information",
          ok: true,
        },
        {
          name: "turns with an error",
          value: errors,
          unit: "",
          baseline: { name: "turns", value: 2 * TURNS },
          goal: "0",
          ok: errors === 0,
        },
        {
          name: `resident memory after ${TURNS_FOR_MEMORY} turns`,
          value: memory,
          unit: "MB",
          baseline: { name: "after 1,000 turns", value: memoryEarly },
          goal: `<= ${MEMORY_GOAL_MB} MB, and flat (<= 1.5 x)`,
          ok: memory <= MEMORY_GOAL_MB && memory <= memoryEarly * 1.5,
        },
      ];
      return figures;
    } finally {
      client.close();
      await host.stop();
      await rm(data, { recursive: true, force: true });
    }
  },
};

function residentMegabytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / 1_048_576;
}
