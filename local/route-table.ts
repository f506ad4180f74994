import { compileRoute } from "./routes.ts";

export type Found<Target> =
  | { kind: "found"; target: Target; parameters: Record<string, string> }
  | { kind: "method-not-allowed"; allow: string[] }
  | { kind: "not-found" };

/** Finds who serves a method and a path: the most literal route first, then the first registered. */
export function routeTable<Target>(routes: { template: string; methods: string[]; target: Target }[]) {
  const compiled = routes
    .map(({ template, methods, target }) => ({
      ...compileRoute(template),
      methods: methods.map((method) => method.toUpperCase()),
      target,
    }))
    .sort((a, b) => (a.precedence < b.precedence ? -1 : Number(a.precedence > b.precedence)));

  return (method: string, path: string): Found<Target> => {
    const allow = new Set<string>();
    for (const { match, methods, target } of compiled) {
      const parameters = match(path);
      if (!parameters) continue;
      if (methods.includes(method)) return { kind: "found", target, parameters };
      for (const other of methods) allow.add(other);
    }
    return allow.size > 0 ? { kind: "method-not-allowed", allow: [...allow].sort() } : { kind: "not-found" };
  };
}
