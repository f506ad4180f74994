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

type Connection = { request: IncomingMessage; response: ServerResponse };

const connections = new Map<string, Connection>();

/**
 * With streaming on, the functions library serves requests from a server of its own and says nothing when a client goes
 * away. Node announces each request of every server; the invocation id tells which of them is which call.
 */
subscribe("http.server.request.start", (message) => {
  const { request, response } = message as Connection;
  const invocationId = request.headers["x-ms-invocation-id"];
  if (typeof invocationId !== "string") return;
  const connection = { request, response };
  connections.set(invocationId, connection);
  response.once("close", () => {
    if (connections.get(invocationId) === connection) connections.delete(invocationId);
  });
});

/** The request as it comes in, whose body the library would have read through a web stream; undefined when unknown to Node. */
export function incomingOf(invocationId: string): IncomingMessage | undefined {
  return connections.get(invocationId)?.request;
}

/** The connection that waits for this invocation's answer. Unknown to Node (no streaming host): it never goes away. */
export function clientOf(invocationId: string): ClientConnection {
  const response = connections.get(invocationId)?.response;
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
