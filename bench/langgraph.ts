type LangGraph = {
  Annotation: ((options?: object) => unknown) & { Root: (fields: object) => unknown };
  StateGraph: new (annotation: unknown) => {
    addNode(name: string, run: (state: { count: number }) => Promise<object>): unknown;
    addEdge(from: string, to: string): unknown;
    compile(): { invoke(state: object): Promise<unknown> };
  };
  START: string;
  END: string;
};

/**
 * Seven no-op steps on LangGraph.js, for comparison; undefined where it is not installed. It is no dependency of PMark:
 * `npm install --no-save @langchain/langgraph@1.2 @langchain/core` puts it there for one try.
 */
export async function langGraphRun(): Promise<(() => Promise<unknown>) | undefined> {
  const name = "@langchain/langgraph";
  const library = (await import(name).catch(() => undefined)) as LangGraph | undefined;
  if (!library) return undefined;
  const { Annotation, StateGraph, START, END } = library;
  const flow = new StateGraph(Annotation.Root({ count: Annotation() }));
  const names = ["one", "two", "three", "four", "five", "six", "seven"];
  for (const step of names) flow.addNode(step, async (state) => ({ count: state.count + 1 }));
  flow.addEdge(START, "one");
  for (const [index, step] of names.entries()) flow.addEdge(step, names[index + 1] ?? END);
  const compiled = flow.compile();
  return () => compiled.invoke({ count: 0 });
}
