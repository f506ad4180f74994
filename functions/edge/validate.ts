import type { z } from "zod";
import { AppError, type Fault } from "../../shared/errors.ts";

/** Faults reported at once; a body of a million unknown fields gets an answer of the same size as any other. */
const MAX_FAULTS = 20;
const MAX_PATH_LENGTH = 100;

/** The value as the schema makes it, or a `bad-request` that names each faulty field and what to change. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(toFaults);
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  throw new AppError("bad-request", `The ${where} is not valid: ${describe(first)}${more}.`, {
    errors: faults.slice(0, MAX_FAULTS),
  });
}

function describe(fault: Fault | undefined): string {
  if (fault === undefined) return "it has an unknown fault";
  return fault.path === "" ? `it ${fault.message}` : `${fault.path} ${fault.message}`;
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: "is not a known field" }));
  }
  if (issue.code === "invalid_union") {
    const [first] = issue.errors;
    const within = (inner: z.core.$ZodIssue) => ({ ...inner, path: [...issue.path, ...inner.path] });
    return first?.length
      ? first.flatMap((inner) => toFaults(within(inner)))
      : [{ path: pathOf(issue.path), message: "is not valid" }];
  }
  return [{ path: pathOf(issue.path), message: messageOf(issue) }];
}

function pathOf(path: PropertyKey[]): string {
  return path.map(String).join(".").slice(0, MAX_PATH_LENGTH).toWellFormed();
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    return issue.message.endsWith("received undefined")
      ? "is required"
      : `must be ${typeNames[issue.expected] ?? `of type ${issue.expected}`}`;
  }
  if (issue.code === "too_small") return `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
  if (issue.code === "too_big") return `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_format") return formats[issue.format] ?? issue.message;
  return issue.message;
}

const typeNames: Record<string, string> = {
  record: "an object",
  object: "an object",
  array: "a list",
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
};
const formats: Record<string, string> = {
  date: "must be a date such as 2026-11-21, or a time such as 2026-11-21T09:30:00Z",
  datetime: "must be a time such as 2026-11-21T09:30:00Z",
  url: "must be a URL",
};

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" || origin === "set" ? " items long" : "";
}
