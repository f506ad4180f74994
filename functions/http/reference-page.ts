import { openapi } from "../edge/openapi.ts";
import { describeType, escapeHtml, fieldTable } from "./reference-schema.ts";

type Parameter = { name: string; in: string; required: boolean; description?: string; schema: object };
type Media = Record<string, { schema: object }>;
type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  "x-role"?: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Media };
  responses: Record<string, { description?: string; content?: Media }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };

let page: string | undefined;

/** The HTTP interface to read: the same document that openapi.json gives, as one page without scripts. */
export function referencePage(): string {
  page ??= render(openapi() as unknown as Document);
  return page;
}

function render({ paths, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "");
  const sections = [...byTag].map(
    ([tag, entries]) =>
      `<section id="${anchor(tag)}"><h2>${escapeHtml(tag)}</h2>${entries.map(renderOperation).join("")}</section>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<article id="schema-${anchor(name)}"><h3>${escapeHtml(name)}</h3>${fieldTable(schema)}</article>`,
  );
  const links = [...byTag.keys(), "Schemas"].map((tag) => `<a href="#${anchor(tag)}">${escapeHtml(tag)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>PMark: the HTTP interface</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/reference.css">
</head>
<body>
<header><a href="/"><img src="/assets/mark.svg" alt="" width="28" height="28"> PMark</a><h1>The HTTP interface</h1></header>
<nav>${links.join(" ")} <a href="/api/v1/openapi.json">openapi.json</a></nav>
<main>
<p>JSON in UTF-8, camelCase; times in RFC 3339, UTC. Unknown fields are refused by name. Lists are
<code>{ items, continuation? }</code> with <code>?limit=</code> (20, at most 100) and <code>?continuation=</code>.
Every response has <code>x-request-id</code>; every error is a <a href="#schema-problem">problem document</a>.</p>
${sections.join("\n")}
<section id="schemas"><h2>Schemas</h2>${schemas.join("\n")}</section>
</main>
</body>
</html>
`;
}

function renderOperation({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
  const role =
    operation["x-role"] && operation["x-role"] !== "user" ? ` <em>${escapeHtml(operation["x-role"])}</em>` : "";
  return `<article id="${anchor(operation.operationId)}">
<h3><b class="${method.toLowerCase()}">${method}</b> <code>${escapeHtml(path)}</code>${role}</h3>
<p>${escapeHtml(operation.summary)}</p>
${parameterTable(operation.parameters ?? [])}${bodies(operation.requestBody?.content ?? {})}
<ul>${Object.entries(operation.responses).map(responseItem).join("")}</ul>
</article>
`;
}

function parameterTable(parameters: Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, description = "", schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? " *" : ""}</td><td>${describeType(schema)}</td><td>${escapeHtml([place, description].filter(Boolean).join(": "))}</td></tr>`,
  );
  return rows.length === 0 ? "" : `<table>${rows.join("")}</table>`;
}

function bodies(content: Media): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<p class="type">${escapeHtml(type)}</p>${fieldTable(schema)}`)
    .join("");
}

function responseItem([status, { description = "A problem document", content = {} }]: [
  string,
  Operation["responses"][string],
]): string {
  const types = Object.entries(content).map(([type, { schema }]) =>
    type === "application/json" ? describeType(schema) : `<code>${escapeHtml(type)}</code>`,
  );
  const shown = status === "default" ? `<a href="#schema-problem">Problem</a>` : types.join(" or ");
  return `<li><b>${status === "default" ? "else" : escapeHtml(status)}</b> ${escapeHtml(description)}${shown ? `: ${shown}` : ""}</li>`;
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
