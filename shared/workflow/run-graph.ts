import type { Graph, Next, Step } from "./graph.ts";

export type GraphOptions<Name extends string> = {
  /** Where a stored state goes on; the graph's start without it. */
  startAt?: Name;
  /** Looked at between steps: once aborted, the run stops and says which step would have come. */
  signal?: AbortSignal | undefined;
  /** True for errors that the caller made: they are thrown on, all others lead to `onError`. */
  isCallersFault?: (error: unknown) => boolean;
  onStep?: ((step: { name: Name; ms: number }) => void) | undefined;
  /** An error that `onError` will answer. */
  onFault?: (fault: { name: Name; error: unknown }) => void;
};

export type GraphRun<State, Name extends string> = {
  state: State;
  /** The steps that ran, in order. */
  path: Name[];
  /** Milliseconds by step; the sum of all its runs. */
  timings: Partial<Record<Name, number>>;
  /** `end`, or the step at which an aborted run can be resumed. */
  next: Name | "end";
};

/** Runs the graph from a state. The given state is never changed; each step's part is merged into a new one. */
export async function runGraph<State extends object, Ports, Name extends string>(
  graph: Graph<State, Ports, Name>,
  initial: State,
  ports: Ports,
  options: GraphOptions<Name> = {},
): Promise<GraphRun<State, Name>> {
  const path: Name[] = [];
  const timings: Partial<Record<Name, number>> = {};
  let state = initial;
  let next: Name | "end" = options.startAt ?? graph.start;
  let failed = false;

  while (next !== "end" && options.signal?.aborted !== true) {
    if (path.length === graph.maxSteps) {
      throw new Error(`The flow did not end within ${graph.maxSteps} steps: ${path.join(" > ")}`);
    }
    const name: Name = next;
    const step: Step<State, Ports, Name> = graph.steps[name];
    const startedAt = performance.now();
    path.push(name);
    try {
      const running = step.run(state, ports);
      const part = running instanceof Promise ? await running : running;
      state = { ...state, ...part };
      next = follow(name, step.next, state);
    } catch (error) {
      if (failed || options.isCallersFault?.(error)) throw error;
      failed = true;
      next = graph.onError;
      options.onFault?.({ name, error });
    }
    const ms = performance.now() - startedAt;
    timings[name] = (timings[name] ?? 0) + ms;
    options.onStep?.({ name, ms });
  }
  return { state, path, timings, next };
}

function follow<State, Name extends string>(from: Name, next: Next<State, Name>, state: State): Name | "end" {
  if (typeof next === "string") return next;
  const chosen = next.choose(state);
  if (!next.among.includes(chosen)) {
    throw new Error(`After ${from} came ${chosen}, which is not among ${next.among.join(", ")}`);
  }
  return chosen;
}
