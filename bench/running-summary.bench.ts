import { appendToRunningSummary } from "../shared/sessions/running-summary.ts";
import { percentile, type Benchmark } from "./benchmark.ts";

const GOAL_MS = 0.1;
const symptoms = ["소음", "진동", "누설", "과열", "작동불량", "leak", "noise", "trip"];

/** One turn's facts, different for every turn, in the size of real ones. */
const factsOf = (turn: number) => ({
  message: `${(turn % 9) + 1}창고 ${(turn % 8) + 1}번 라인 컨베이어 ${symptoms[turn % symptoms.length]} ${turn}회차 확인 요청`,
  facts: [`위치: ${(turn % 9) + 1}창고 #${(turn % 8) + 1}Line`, `현상: ${symptoms[turn % symptoms.length]}`],
});

export const runningSummary: Benchmark = {
  name: "running-summary",
  about: "the rule-based summary after each turn, at turn 10 and at turn 10,000",
  async run() {
    const samples: number[] = [];
    let summary = "";
    for (let turn = 0; turn < 10_200; turn += 1) {
      const facts = factsOf(turn);
      const start = performance.now();
      summary = appendToRunningSummary(summary, facts);
      samples.push(performance.now() - start);
    }
    const early = percentile(timesAt(10), 0.5);
    const late = percentile(samples.slice(-200), 0.5);
    return [
      {
        name: "running summary, turn 10,000, p50",
        value: late,
        unit: "ms",
        baseline: { name: "turn 10", value: early },
        goal: `<= ${GOAL_MS} ms and <= 1.5 x turn 10`,
        ok: late <= GOAL_MS && late <= Math.max(early * 1.5, 0.01),
      },
    ];
  },
};

/** 200 samples of the same turn, after the code is warm. */
function timesAt(turn: number): number[] {
  return Array.from({ length: 200 }, () => {
    let summary = "";
    for (let earlier = 0; earlier < turn; earlier += 1) summary = appendToRunningSummary(summary, factsOf(earlier));
    const start = performance.now();
    appendToRunningSummary(summary, factsOf(turn));
    return performance.now() - start;
  });
}
