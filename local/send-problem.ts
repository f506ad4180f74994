import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { toProblem } from "../shared/errors.ts";

/** A problem document from the host itself, for a request that no function answers. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  headers: Record<string, string> = {},
): void {
  request.resume();
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers: own, body } = problemResponse(error, request.url?.replace(/\?.*/s, ""));
  response.writeHead(status, { ...own, ...headers }).end(body);
}

/** The same as a function would return it. */
export function problemResponse(error: unknown, instance?: string) {
  const problem = toProblem(error, instance);
  return {
    status: problem.status,
    headers: { "content-type": "application/problem+json", "x-request-id": randomUUID() },
    body: JSON.stringify(problem),
  };
}
