type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};

/** The fields of an object schema as a table; of any other schema its type. */
export function fieldTable(given: object): string {
  const schema = given as Schema;
  if (schema.properties === undefined) return `<p>${describeType(schema)}</p>`;
  const rows = Object.entries(schema.properties).map(([name, field]) => {
    const mark = schema.required?.includes(name) ? " *" : "";
    return `<tr><td><code>${escapeHtml(name)}</code>${mark}</td><td>${describeType(field)}</td><td>${escapeHtml(field.description ?? "")}</td></tr>`;
  });
  return rows.length === 0 ? "<p>{ }</p>" : `<table>${rows.join("")}</table>`;
}

/** A schema's type in a few words, with a link where it has a name. */
export function describeType(given: object): string {
  const schema = given as Schema;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return `<a href="#schema-${escapeHtml(name.toLowerCase())}">${escapeHtml(name)}</a>`;
  }
  if (schema.const !== undefined) return escapeHtml(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => escapeHtml(String(value))).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(describeType))].join(" | ");
  if (schema.type === "array") {
    const item = describeType(schema.items ?? {});
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => `${escapeHtml(name)}${schema.required?.includes(name) ? "" : "?"}: ${describeType(field)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }
  if (typeof schema.additionalProperties === "object") return `name → ${describeType(schema.additionalProperties)}`;
  return escapeHtml([[schema.type ?? "any"].flat().join(" | "), limits(schema)].filter(Boolean).join(", "));
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function limits({ minimum, maximum, maxLength, default: fallback }: Schema): string {
  const range = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `${minimum ?? ""}–${maximum}` : "";
  const length = maxLength === undefined ? "" : `at most ${maxLength} characters`;
  return [range, length, fallback === undefined ? "" : `default ${JSON.stringify(fallback)}`]
    .filter(Boolean)
    .join(", ");
}
