import type { LocalHost } from "./local-host.ts";

/** What is served, for whoever started it. Pages are the routes outside the interface. */
export function banner({ port, routes, timers, queues }: LocalHost, data: string): string {
  const url = `http://localhost:${port}`;
  const pages = routes.filter(({ template }) => !template.startsWith("api/"));
  const interfaces = routes.filter(({ template }) => template.startsWith("api/"));
  const lines = [
    ...pages.map(({ template }) => `  page   ${url}/${template.replace(/\/?\{[^}]*\}/g, "")}`),
    ...interfaces.map(({ template, methods }) => `  ${methods.join(",").padEnd(8)} /${template}`),
    ...queues.map((queue) => `  queue    ${queue}`),
    ...timers.map(({ name, schedule, next }) => `  timer    ${name} (${schedule}), next ${next().toISOString()}`),
    `  data     ${data}`,
  ];
  return lines.join("\n");
}
