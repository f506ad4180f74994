import type { z } from "zod";
import { inputSchema, outputSchema, type Json } from "./openapi-schema.ts";
import type { ResponseDefinition, RouteDefinition } from "./route.ts";

/** One route as an OpenAPI operation. */
export function operation(definition: RouteDefinition): Json {
  const { name, summary, tag, role = "user", method } = definition;
  const body = requestBody(definition);
  const parameters = [...pathParameters(definition), ...queryParameters(definition), ...headerParameters(definition)];
  return {
    operationId: name,
    summary,
    tags: [tag],
    ...(role === "anyone" ? {} : { "x-role": role }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined || method === "GET" ? {} : { requestBody: body }),
    responses: {
      ...Object.fromEntries(
        Object.entries(definition.responses).map(([status, response]) => [status, responseObject(response)]),
      ),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function pathParameters({ path }: RouteDefinition): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters({ query }: RouteDefinition): Json[] {
  if (query === undefined) return [];
  const { properties, required = [] } = inputSchema(query) as { properties: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({ headers = {} }: RouteDefinition): Json[] {
  return Object.entries(headers).map(([name, { description, required = false }]) => ({
    name,
    in: "header",
    required,
    description,
    schema: { type: "string" },
  }));
}

function requestBody({ body, upload }: RouteDefinition): Json | undefined {
  if (body === undefined && upload === undefined) return undefined;
  const content: Json = {};
  if (body !== undefined) content["application/json"] = { schema: inputSchema(body) };
  if (upload !== undefined) content["multipart/form-data"] = { schema: formSchema(upload) };
  return { required: upload !== undefined || !body?.safeParse(undefined).success, content };
}

function formSchema(fields: z.ZodType): Json {
  const schema = inputSchema(fields);
  const required = (schema["required"] as string[] | undefined) ?? [];
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  return {
    ...schema,
    properties: { file, ...(schema["properties"] as Json | undefined) },
    required: ["file", ...required],
  };
}

function responseObject({ description, schema, events, text, headers }: ResponseDefinition): Json {
  const content: Json = {};
  if (schema !== undefined) content["application/json"] = { schema: outputSchema(schema) };
  if (text) content["text/plain"] = { schema: { type: "string" } };
  if (events) content["text/event-stream"] = { schema: { type: "string" } };
  return {
    description,
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, about]) => [name, { description: about, schema: { type: "string" } }]),
          ),
        }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}
