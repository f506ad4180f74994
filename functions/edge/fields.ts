import { z } from "zod";
import { parseJson } from "./parse-json.ts";

/** Lone surrogates are refused with the control characters: they can't be stored or sent as UTF-8. */
const noControls = /^[^\p{Cc}\p{Cs}]*$/u;
const noControlsButLines = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

/** Text on one line. */
export const line = (max: number, min = 0) =>
  z.string().min(min).max(max).regex(noControls, "must not contain control characters");

/** Text that may have line breaks and tabs. */
export const text = (max: number, min = 0) =>
  z.string().min(min).max(max).regex(noControlsButLines, "must not contain control characters");

/** An id that a client may choose or name: URL-safe, so that it reads the same in a path. */
export const Id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w.:~@-]*$/, "must consist of letters, digits and . : ~ @ _ -");

/** A date, or a date with time and zone. */
export const When = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "must be a date (2026-01-31) or an RFC 3339 time",
});

/** What every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  continuation: line(1024, 1).exactOptional(),
};

/** What every list gives. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    continuation: z.string().optional().describe("Ask with it for the next page; absent on the last."),
  });
}

/** A form field that carries JSON. */
export function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((given) => parseJson(Buffer.from(given)))
    .pipe(schema);
}

/** A form field that carries a list: a JSON array, or names separated by commas. */
export function listText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((given) => (given.trimStart().startsWith("[") ? parseJson(Buffer.from(given)) : namesIn(given)))
    .pipe(schema);
}

function namesIn(given: string): string[] {
  return given
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
