/** An id, a name, a code or a verdict. Words that somebody wrote have blanks; a secret or a stack is longer. */
const nameShape = /^[\w.:#@/+-]{1,160}$/;

/**
 * The fields of an event that may leave the plant's own systems: numbers, verdicts, ids and codes. Error texts and
 * anything else that could hold a user's words or a secret stay in the log.
 */
export function telemetryFields(fields: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => mayLeave(entry[1])));
}

function mayLeave(value: unknown): value is string | number | boolean {
  if (typeof value === "string") return nameShape.test(value);
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
