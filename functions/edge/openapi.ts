import { z } from "zod";
import { problems } from "../../shared/errors.ts";
import { named } from "./named-schemas.ts";
import { operation } from "./openapi-operation.ts";
import { schemaAddress, withoutMarks, type Json } from "./openapi-schema.ts";
import { routes } from "./route.ts";

/** The OpenAPI 3.1 document of all registered routes, from the very schemas that check the requests. */
export function openapi(): Json {
  const paths: Record<string, Json> = {};
  for (const definition of routes) {
    const path = (paths[`/${definition.path}`] ??= {});
    path[definition.method.toLowerCase()] = operation(definition);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "PMark",
      version: "1",
      summary: "An assistant for plant maintenance.",
      description:
        "JSON in UTF-8, camelCase; times are RFC 3339 in UTC; ids are opaque. Unknown fields are refused by name. Every response has x-request-id, every error is an RFC 9457 problem document.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: componentSchemas(), responses: { Problem: problemResponse } },
  };
}

const problemResponse = {
  description: "What went wrong, and what to change",
  content: { "application/problem+json": { schema: { $ref: schemaAddress("Problem") } } },
};

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(named, { uri: schemaAddress });
  const components = Object.entries(schemas).map(([id, schema]) => [id, withoutMarks(schema)]);
  return { ...Object.fromEntries(components), Problem: problemSchema };
}

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string", enum: Object.keys(problems).map((code) => `/problems/${code}`) },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};
