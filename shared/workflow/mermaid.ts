import type { Graph } from "./graph.ts";

/** The flow as a Mermaid diagram: solid edges always, labelled ones by choice, dotted ones after a fault. */
export function toMermaid<State, Ports, Name extends string>(graph: Graph<State, Ports, Name>): string {
  const lines = ["flowchart TD", `  start([start]) --> ${graph.start}`];
  const names = Object.keys(graph.steps) as Name[];
  for (const name of names) {
    const { next } = graph.steps[name];
    if (typeof next === "string") lines.push(`  ${name} --> ${node(next)}`);
    else for (const to of next.among) lines.push(`  ${name} -- ${next.choose.name} --> ${node(to)}`);
  }
  lines.push(`  fault([any fault of the service]) -.-> ${graph.onError}`);
  return `${lines.join("\n")}\n`;
}

/** `end` is a reserved word of Mermaid. */
function node(name: string): string {
  return name === "end" ? "finish([end])" : name;
}
