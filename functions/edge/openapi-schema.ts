import { z } from "zod";
import { named } from "./named-schemas.ts";

export type Json = Record<string, unknown>;

export const schemaAddress = (id: string) => `#/components/schemas/${id}`;

/** As a request is written, before defaults and conversions. */
export function inputSchema(schema: z.core.$ZodType): Json {
  return withoutMarks(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

/** As a response is read; by reference where the schema has a name. */
export function outputSchema(schema: z.core.$ZodType): Json {
  const name = named.get(schema as z.ZodType)?.id;
  return name === undefined ? withoutMarks(z.toJSONSchema(schema)) : { $ref: schemaAddress(name) };
}

export function withoutMarks({ $schema: _schema, $id: _id, ...schema }: Json): Json {
  return schema;
}
