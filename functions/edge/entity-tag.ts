import type { HttpRequest } from "@azure/functions";
import { AppError } from "../../shared/errors.ts";

/** `ETag: "…"` of a stored thing. */
export function entityTag(thing: { etag: string }): { etag: string } {
  return { etag: `"${thing.etag}"` };
}

/** The etag that the caller has read, with or without quotes; `*` for any. Without one: `precondition-required`. */
export function requireIfMatch(request: HttpRequest): string {
  const given = request.headers.get("if-match")?.trim();
  if (given === undefined || given === "") {
    throw new AppError(
      "precondition-required",
      "Send If-Match with the etag that you have read, so that no change is lost.",
    );
  }
  return given.replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
}
