import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError } from "../shared/errors.ts";
import { sendProblem } from "./send-problem.ts";

/** Takes a request whose host and path are sound. `path` is without the query. */
export type Serve = (call: {
  request: IncomingMessage;
  response: ServerResponse;
  host: string;
  path: string;
}) => Promise<void>;

/** An http server that answers everything it can't take, and every failure of `serve`, with a problem document. */
export function httpServer(serve: Serve): Server {
  const server = createServer({ keepAliveTimeout: 65_000, requireHostHeader: false }, (request, response) => {
    handle(serve, request, response).catch((error: unknown) => sendProblem(request, response, error));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    const requestId = randomUUID();
    const body = JSON.stringify({
      type: "/problems/bad-request",
      title: "The request is not valid",
      status: Number.parseInt(status, 10),
      detail: "This is not HTTP/1.1 as it should be, or its headers are larger than 16 KB.",
    });
    socket.end(
      `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\nx-request-id: ${requestId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
  return server;
}

async function handle(serve: Serve, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // The absolute form, which proxies send, says the same as a path and a host header (RFC 9112, section 3.2.2).
  const url = (request.url ?? "/").replace(/^https?:\/\/[^/?#]*/i, "") || "/";
  request.url = url;
  const host = request.headers.host ?? (request.httpVersion === "1.0" ? "localhost" : "");
  if (!url.startsWith("/") || !soundHost.test(host) || !URL.canParse(url, "http://localhost")) {
    throw new AppError("bad-request", "The address or the host header of this request is not valid.");
  }
  const query = url.indexOf("?");
  await serve({ request, response, host, path: query < 0 ? url : url.slice(0, query) });
}

/** A name or an address, and perhaps a port: nothing that could end up as user info or a path in a URL. */
const soundHost = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;
