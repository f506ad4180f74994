import { graph } from "../shared/workflow/graph.ts";
import { runGraph } from "../shared/workflow/run-graph.ts";
import { medianMicroseconds, type Benchmark, type Figure } from "./benchmark.ts";
import { langGraphRun } from "./langgraph.ts";

const GOAL_MS = 0.04;

type State = { count: number };

const noop = async (state: State): Promise<Partial<State>> => ({ count: state.count + 1 });

const sevenSteps = graph<State, object>()({
  start: "one",
  onError: "seven",
  maxSteps: 20,
  steps: {
    one: { run: noop, next: "two" },
    two: { run: noop, next: "three" },
    three: { run: noop, next: "four" },
    four: { run: noop, next: "five" },
    five: { run: noop, next: "six" },
    six: { run: noop, next: "seven" },
    seven: { run: noop, next: "end" },
  },
});

export const graphRunner: Benchmark = {
  name: "graph-runner",
  about: "the runner of the chat turn's graph, 7 no-op steps; beside LangGraph.js when that is installed",
  async run() {
    const runner = (await medianMicroseconds(() => runGraph(sevenSteps, { count: 0 }, {}), { calls: 5_000 })) / 1000;
    const bare = (await medianMicroseconds(sevenAwaits, { calls: 5_000 })) / 1000;
    const figure = (baseline: Figure["baseline"]): Figure => ({
      name: "graph runner, 7 no-op steps",
      value: runner,
      unit: "ms",
      baseline,
      goal: `<= ${GOAL_MS} ms`,
      ok: runner <= GOAL_MS,
    });
    const figures = [figure({ name: "7 awaited functions", value: bare })];
    const langGraph = await langGraphRun();
    if (langGraph) {
      const value = (await medianMicroseconds(langGraph, { calls: 100 })) / 1000;
      figures.push(figure({ name: "LangGraph.js, the same steps", value }));
    }
    return figures;
  },
};

async function sevenAwaits(): Promise<State> {
  let state = { count: 0 };
  for (let step = 0; step < 7; step += 1) state = { ...state, ...(await noop(state)) };
  return state;
}
