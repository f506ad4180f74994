import type { HttpResponseInit } from "@azure/functions";
import { AppError, toProblem } from "../../shared/errors.ts";
import { TextResponse } from "./text-response.ts";

/** What a handler answers; the edge adds the headers that every response has. */
export type Reply = {
  status: number;
  body?: string | AsyncIterable<Uint8Array>;
  headers: Record<string, string>;
};

/** A path of any length gets a document that fits in a log line. */
const MAX_INSTANCE_LENGTH = 500;

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, body: JSON.stringify(value), headers: { "content-type": "application/json", ...headers } };
}

export function nothing(): Reply {
  return { status: 204, headers: {} };
}

/** 201 or 202 with the address where the new thing can be read. */
export function at(location: string, value: unknown, status: 201 | 202, headers: Record<string, string> = {}): Reply {
  return json(value, status, { location, ...headers });
}

/** Anything thrown, as a problem document. */
export function problem(error: unknown, instance: string, headers: Record<string, string> = {}): Reply {
  const document = toProblem(error, instance.slice(0, MAX_INSTANCE_LENGTH));
  const retry = error instanceof AppError ? error.retryAfterSeconds : undefined;
  return {
    status: document.status,
    body: JSON.stringify(document),
    headers: {
      "content-type": "application/problem+json",
      ...(retry === undefined ? {} : { "retry-after": String(Math.ceil(retry)) }),
      ...(document.status === 401 ? { "www-authenticate": challenge(error) } : {}),
      ...headers,
    },
  };
}

/** RFC 6750, section 3: what is wrong with a token is said, but nothing to whoever sent none. */
function challenge(error: unknown): string {
  const fault = error instanceof AppError && error.code === "invalid-token" ? error.detail : undefined;
  const realm = 'Bearer realm="PMark"';
  return fault === undefined ? realm : `${realm}, error="invalid_token", error_description="${fault}"`;
}

/** The reply as the functions library sends it. API answers are nobody's to cache, frame or sniff. */
export function toResponse({ status, body, headers: own }: Reply, requestId: string): HttpResponseInit {
  const headers = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    ...own,
  };
  if (body === undefined) return { status, headers };
  if (typeof body !== "string") return { status, headers, body };
  const sized = { "content-length": String(Buffer.byteLength(body)), ...headers };
  return new TextResponse({ status, headers: sized, text: body });
}
