import type { IncomingMessage } from "node:http";
import { AppError } from "../shared/errors.ts";
import type { Serve } from "./http-server.ts";

type Admin = {
  functionNames: string[];
  /** Starts a timer's function; undefined when no timer has that name. */
  fire: (name: string) => Promise<void> | undefined;
};

/** `POST /admin/functions/{name}` and `GET /admin/host/status`, as Core Tools has them, for this machine alone. */
export function serveAdmin({ functionNames, fire }: Admin): Serve {
  return async ({ request, response, path, host }) => {
    if (!isFromHere(request, host)) throw new AppError("forbidden", "/admin answers this machine alone.");
    request.resume();
    if (path === "/admin/host/status") {
      allow(request, "GET");
      const body = JSON.stringify({ state: "Running", functions: functionNames });
      response.writeHead(200, { "content-type": "application/json" }).end(body);
      return;
    }
    const name = /^\/admin\/functions\/([\w-]+)$/.exec(path)?.[1];
    if (name === undefined || !functionNames.includes(name))
      throw new AppError("not-found", "No function has that name.");
    allow(request, "POST");
    const run = fire(name);
    if (!run) throw new AppError("bad-request", `${name} is not a timer: only timers can be fired.`);
    response.writeHead(202).end();
    await run;
  };
}

function allow(request: IncomingMessage, method: string): void {
  if (request.method !== method) throw new AppError("method-not-allowed", `This address takes ${method}.`);
}

/** The host name and the origin are looked at too: a page from elsewhere must not reach in through the browser. */
function isFromHere(request: IncomingMessage, host: string): boolean {
  const address = request.socket.remoteAddress ?? "";
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return /^(::ffff:)?127\.|^::1$/.test(address) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(name);
}
