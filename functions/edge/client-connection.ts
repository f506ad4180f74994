import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The other end of a response: whether it is still there, and whether it keeps up. */
export type ClientConnection = {
  /** Aborts when the client goes away before the response is complete. */
  signal: AbortSignal;
  /** Resolves once the client has taken what was written, or has gone. One that takes nothing for a minute is let go. */
  caughtUp(): Promise<void>;
};

const STALLED_MS = 60_000;

const responses = new Map<string, ServerResponse>();

/**
 * With streaming on, the functions library serves requests from a server of its own and says nothing when a client goes
 * away. Node announces each request of every server; the invocation id tells which of them is which call.
 */
subscribe("http.server.request.start", (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const invocationId = request.headers["x-ms-invocation-id"];
  if (typeof invocationId !== "string") return;
  responses.set(invocationId, response);
  response.once("close", () => {
    if (responses.get(invocationId) === response) responses.delete(invocationId);
  });
});

/** The connection that waits for this invocation's answer. Unknown to Node (no streaming host): it never goes away. */
export function clientOf(invocationId: string): ClientConnection {
  const response = responses.get(invocationId);
  const gone = new AbortController();
  if (response?.destroyed) gone.abort();
  response?.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    signal: gone.signal,
    async caughtUp() {
      if (!response?.writableNeedDrain || gone.signal.aborted) return;
      const timer = setTimeout(() => response.destroy(), STALLED_MS);
      await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
      clearTimeout(timer);
    },
  };
}
