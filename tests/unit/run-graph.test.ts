import { describe, expect, it } from "vitest";
import { graph } from "../../shared/workflow/graph.ts";
import { toMermaid } from "../../shared/workflow/mermaid.ts";
import { runGraph } from "../../shared/workflow/run-graph.ts";

type State = { count: number; log: string[]; wanted?: string };
type Ports = { word: string };

const add = (name: string) => (state: State) => ({ count: state.count + 1, log: [...state.log, name] });
const again = (state: State): "first" | "end" => (state.count < 6 ? "first" : "end");

const loop = graph<State, Ports>()({
  start: "first",
  onError: "sorry",
  maxSteps: 12,
  steps: {
    first: { run: add("first"), next: "second" },
    second: { run: async (state) => add("second")(state), next: { choose: again, among: ["first", "end"] } },
    sorry: { run: (_, { word }) => ({ log: [word] }), next: "end" },
  },
});

const failing = (error: Error) => ({
  ...loop,
  steps: {
    ...loop.steps,
    second: {
      run: () => {
        throw error;
      },
      next: "end" as const,
    },
  },
});

const start: State = { count: 0, log: [] };
const ports: Ports = { word: "sorry" };

describe("running a graph", () => {
  it("merges each step's part into the state, records the path and times every step", async () => {
    const run = await runGraph(loop, start, ports);
    expect(run.state.count).toBe(6);
    expect(run.path).toEqual(["first", "second", "first", "second", "first", "second"]);
    expect(Object.keys(run.timings)).toEqual(["first", "second"]);
    expect(run.next).toBe("end");
  });

  it("never changes the state that it was given", async () => {
    const frozen = Object.freeze({ count: 0, log: Object.freeze([]) as unknown as string[] });
    const run = await runGraph(loop, frozen, ports);
    expect(frozen).toEqual(start);
    expect(run.state).not.toBe(frozen);
  });

  it("tells each step as it ends", async () => {
    const told: string[] = [];
    await runGraph(loop, start, ports, {
      onStep: ({ name, ms }) => {
        expect(ms).toBeGreaterThanOrEqual(0);
        told.push(name);
      },
    });
    expect(told).toHaveLength(6);
  });

  it("stops at maxSteps and says which way it went", async () => {
    const run = runGraph({ ...loop, maxSteps: 3 }, start, ports);
    await expect(run).rejects.toThrow("did not end within 3 steps: first > second > first");
  });

  it("refuses a choice that is not among the announced ones", async () => {
    const astray = {
      ...loop,
      steps: { ...loop.steps, first: { run: add("first"), next: { choose: again, among: [] } } },
    };
    const faults: unknown[] = [];
    const run = await runGraph(astray, start, ports, { onFault: ({ error }) => faults.push(error) });
    expect(run.path).toEqual(["first", "sorry"]);
    expect(String(faults[0])).toContain("After first came first, which is not among");
  });

  it("answers a fault of the service with the error step", async () => {
    const error = new Error("broken");
    const faults: unknown[] = [];
    const run = await runGraph(failing(error), start, ports, { onFault: (fault) => faults.push(fault) });
    expect(run.path).toEqual(["first", "second", "sorry"]);
    expect(run.state.log).toEqual(["sorry"]);
    expect(faults).toEqual([{ name: "second", error }]);
  });

  it("throws a fault of the caller on", async () => {
    const run = runGraph(failing(new Error("theirs")), start, ports, { isCallersFault: () => true });
    await expect(run).rejects.toThrow("theirs");
  });

  it("throws when the error step fails, too", async () => {
    const table = failing(new Error("broken"));
    const hopeless = { ...table, steps: { ...table.steps, sorry: table.steps.second } };
    await expect(runGraph(hopeless, start, ports)).rejects.toThrow("broken");
  });

  it("stops between steps once aborted, and goes on later from a stored state", async () => {
    const controller = new AbortController();
    const first = await runGraph(loop, start, ports, {
      signal: controller.signal,
      onStep: ({ name }) => name === "second" && controller.abort(),
    });
    expect(first).toMatchObject({ path: ["first", "second"], next: "first" });
    if (first.next === "end") throw new Error("the run ended");
    const stored = JSON.parse(JSON.stringify(first.state)) as State;
    const rest = await runGraph(loop, stored, ports, { startAt: first.next });
    expect(rest.state).toEqual((await runGraph(loop, start, ports)).state);
  });
});

describe("drawing a graph", () => {
  it("draws every edge, the choices by name and the way after a fault", () => {
    expect(toMermaid(loop)).toBe(
      [
        "flowchart TD",
        "  start([start]) --> first",
        "  first --> second",
        "  second -- again --> first",
        "  second -- again --> finish([end])",
        "  sorry --> finish([end])",
        "  fault([any fault of the service]) -.-> sorry",
        "",
      ].join("\n"),
    );
  });
});
