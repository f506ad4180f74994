import { routes } from "./route.ts";

/** What the routes at this path take, as an Allow header; undefined where there is none. */
export function allowedMethods(path: string): string | undefined {
  const segments = segmentsOf(path);
  const found = routes.filter((route) => matches(segmentsOf(route.path), segments)).map(({ method }) => method);
  if (found.length === 0) return undefined;
  const methods = new Set<string>([...found, ...(found.includes("GET") ? ["HEAD"] : []), "OPTIONS"]);
  return [...methods].sort().join(", ");
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function matches(template: string[], segments: string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith("{") || part.toLowerCase() === segments[index]!.toLowerCase())
  );
}
