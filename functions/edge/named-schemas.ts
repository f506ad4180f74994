import { z } from "zod";

/** Schemas that the documentation shows once, under a name of their own. */
export const named = z.registry<{ id: string }>();

export function name<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  named.add(schema, { id });
  return schema;
}
