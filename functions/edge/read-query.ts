import type { HttpRequest } from "@azure/functions";
import type { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { validate } from "./validate.ts";

/** The query by its schema; a parameter that is unknown or given twice is refused by name. */
export function readQuery(request: HttpRequest, schema: z.ZodObject | undefined): unknown {
  assertEncoded(request.url);
  const given = new Map<string, string>();
  for (const [name, value] of request.query) {
    if (schema === undefined || !Object.hasOwn(schema.shape, name)) throw refusal(name, "is not a known parameter");
    if (given.has(name)) throw refusal(name, "is given more than once");
    given.set(name, value);
  }
  return schema === undefined ? {} : validate(schema, Object.fromEntries(given), "query");
}

/** What is no percent-encoded UTF-8 would be read as replacement characters, and look for something else. */
function assertEncoded(url: string): void {
  const start = url.indexOf("?");
  if (start < 0) return;
  try {
    decodeURIComponent(url.slice(start));
  } catch (cause) {
    throw new AppError("bad-request", "The query is not valid: it must be percent-encoded UTF-8.", { cause });
  }
}

function refusal(name: string, message: string): AppError {
  const path = name.slice(0, 100);
  return new AppError("bad-request", `The query is not valid: ${path} ${message}.`, { errors: [{ path, message }] });
}
