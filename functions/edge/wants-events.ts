import type { HttpRequest } from "@azure/functions";

/** Whether the caller asks for server-sent events. */
export function wantsEvents(request: HttpRequest): boolean {
  return request.headers.get("accept")?.toLowerCase().includes("text/event-stream") ?? false;
}
