/** Where the flow goes after a step: a step, the end, or one of several by a choice from the merged state. */
export type Next<State, Name extends string> =
  | Name
  | "end"
  | { choose: (state: State) => Name | "end"; among: readonly (Name | "end")[] };

/** Returns what it adds to the state, and never changes the state it was given. */
export type Run<State, Ports> = (state: State, ports: Ports) => Partial<State> | Promise<Partial<State>>;

export type Step<State, Ports, Name extends string> = { run: Run<State, Ports>; next: Next<State, Name> };

export type Graph<State, Ports, Name extends string> = {
  start: Name;
  /** Runs when a step fails through the service's fault; its own failure is thrown. */
  onError: Name;
  /** More steps than this are a bug in the table. */
  maxSteps: number;
  steps: Record<Name, Step<State, Ports, Name>>;
};

/** The table of a flow. Names of steps are taken from the keys of `steps`, so an edge to no step does not compile. */
export function graph<State extends object, Ports>() {
  return <Name extends string>(table: {
    start: NoInfer<Name>;
    onError: NoInfer<Name>;
    maxSteps: number;
    steps: Record<Name, Step<State, Ports, NoInfer<Name>>>;
  }): Graph<State, Ports, Name> => table;
}
