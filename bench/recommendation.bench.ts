import { rmSync } from "node:fs";
import { itemNoCandidates } from "../shared/chat/item-no-candidates.ts";
import { parseByRules } from "../shared/chat/parse-by-rules.ts";
import { compose, type App } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import { mergeClues } from "../shared/sessions/clues.ts";
import { recommendWorkOrders } from "../shared/work-orders/recommend-work-orders.ts";
import { percentile, type Benchmark } from "./benchmark.ts";
import { historyOf } from "./history.ts";

const FEW = 4_600;
const MANY = 100_000;
const MESSAGES = 500;
const GOAL_MS = 25;

export const recommendation: Benchmark = {
  name: "recommendation",
  about: `similar past work for ${MESSAGES} different messages, among ${FEW} and among ${MANY} past orders`,
  async run() {
    const few = await timesAmong(FEW);
    const many = await timesAmong(MANY);
    const p95 = percentile(many, 0.95);
    return [
      {
        name: `recommendation among ${MANY}, p50`,
        value: percentile(many, 0.5),
        unit: "ms",
        baseline: { name: `among ${FEW}`, value: percentile(few, 0.5) },
        goal: "for information",
        ok: true,
      },
      {
        name: `recommendation among ${MANY}, p95`,
        value: p95,
        unit: "ms",
        baseline: { name: `among ${FEW}`, value: percentile(few, 0.95) },
        goal: `<= ${GOAL_MS} ms`,
        ok: p95 <= GOAL_MS,
      },
    ];
  },
};

/** Milliseconds of each recommendation, the index filled and the code warm. */
async function timesAmong(total: number): Promise<number[]> {
  const { data, messages } = await historyOf(total);
  const app = await compose(readConfig({ DATA_DIRECTORY: data, LOG_LEVEL: "error" }));
  try {
    const requests = await Promise.all(messages.slice(0, MESSAGES).map((message) => understood(app, message)));
    for (const request of requests.slice(0, 50)) await recommendWorkOrders(app, request);
    const times: number[] = [];
    for (const request of requests) {
      const start = performance.now();
      await recommendWorkOrders(app, request);
      times.push(performance.now() - start);
    }
    return times;
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function understood(app: App, message: string) {
  const candidates = itemNoCandidates(message);
  const known = await Promise.all(candidates.map((candidate) => app.workOrders.hasItemNo(candidate)));
  const { guessed, ...parsed } = parseByRules({
    message,
    vocabulary: await app.vocabulary(),
    clues: {},
    knownItemNos: new Set(candidates.filter((_, index) => known[index])),
    recentTurns: [],
  });
  return { scenario: parsed.scenario, clues: mergeClues({}, parsed, { guessed }), message };
}
