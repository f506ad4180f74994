import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { collections } from "./collections.ts";
import { count, deleteByFilter, deletePayload, query, queryBatch, retrieve, scroll, upsert } from "./points.ts";
import { Refusal, unknown } from "./refusal.ts";

/** What goes wrong with a request instead of being carried out; `lost` is carried out, but its answer never arrives. */
export type Fault = { status: number; retryAfter?: string } | "drop" | "hang" | "lost" | "garbage";
export type SeenRequest = { route: string; body: unknown };

/** A server that speaks as much of Qdrant's REST as PMark uses, scores exactly, and answers 501 to all else. */
export async function startQdrantDouble({ apiKey }: { apiKey?: string } = {}) {
  const requests: SeenRequest[] = [];
  const state = collections();
  let fault: (request: SeenRequest) => Fault | undefined = () => undefined;

  const routes: [method: string, path: RegExp, carryOut: (names: string[], body: unknown) => unknown][] = [
    ["GET", /^\/collections\/([^/]+)$/, ([name = ""]) => state.describe(name)],
    ["PUT", /^\/collections\/([^/]+)$/, ([name = ""], body) => state.create(name, body)],
    ["DELETE", /^\/collections\/([^/]+)$/, ([name = ""]) => state.remove(name)],
    ["POST", /^\/collections\/aliases$/, (_, body) => state.changeAliases(body)],
    ["PUT", /^\/collections\/([^/]+)\/index$/, ([name = ""], body) => state.createIndex(name, body)],
    [
      "PUT",
      /^\/collections\/([^/]+)\/vectors\/([^/]+)$/,
      ([name = "", vector = ""], body) => state.createVector(name, vector, body),
    ],
    ["PUT", /^\/collections\/([^/]+)\/points$/, ([name = ""], body) => upsert(state.find(name), body)],
    [
      "POST",
      /^\/collections\/([^/]+)\/points\/query\/batch$/,
      ([name = ""], body) => queryBatch(state.find(name), body),
    ],
    ["POST", /^\/collections\/([^/]+)\/points\/delete$/, ([name = ""], body) => deleteByFilter(state.find(name), body)],
    ["POST", /^\/collections\/([^/]+)\/points$/, ([name = ""], body) => retrieve(state.find(name), body)],
    [
      "POST",
      /^\/collections\/([^/]+)\/points\/payload\/delete$/,
      ([name = ""], body) => deletePayload(state.find(name), body),
    ],
    ["POST", /^\/collections\/([^/]+)\/points\/count$/, ([name = ""], body) => count(state.find(name), body)],
    ["POST", /^\/collections\/([^/]+)\/points\/scroll$/, ([name = ""], body) => scroll(state.find(name), body)],
    ["POST", /^\/collections\/([^/]+)\/points\/query$/, ([name = ""], body) => query(state.find(name), body)],
  ];

  function answer(method: string, url: URL, body: unknown): { status: number; result: unknown } {
    const matching = routes.find(([of, path]) => of === method && path.test(url.pathname));
    if (matching === undefined) throw unknown(`${method} ${url.pathname}`);
    for (const name of url.searchParams.keys()) if (name !== "wait") throw unknown(`the parameter ${name}`);
    const names = (matching[1].exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
    const result = matching[2](names, body);
    if (result !== undefined) return { status: 200, result };
    // An update of points: whoever does not wait for it gets no promise that it is done.
    const waits = url.searchParams.get("wait") === "true";
    return { status: waits ? 200 : 202, result: { operation_id: 0, status: waits ? "completed" : "acknowledged" } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://double");
    const text = await readText(request);
    const method = request.method ?? "";
    const seen: SeenRequest = { route: `${method} ${url.pathname}`, body: text === "" ? undefined : JSON.parse(text) };
    requests.push(seen);
    const wrong = fault(seen);
    if (wrong === "drop") return void response.destroy();
    if (wrong === "hang") return;
    if (wrong === "garbage") return void response.writeHead(200, { "content-type": "application/json" }).end("{");
    if (typeof wrong === "object") {
      const headers = wrong.retryAfter === undefined ? undefined : { "retry-after": wrong.retryAfter };
      return send(response, wrong.status, { status: { error: "scripted" } }, headers);
    }
    try {
      if (apiKey !== undefined && request.headers["api-key"] !== apiKey) {
        return void response.writeHead(401).end("Must provide an API key or an Authorization bearer token");
      }
      const { status, result } = answer(method, url, seen.body);
      if (wrong === "lost") return void response.destroy();
      send(response, status, { result, status: "ok", time: 0 });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(response, error.status, { status: { error: error.message }, time: 0 });
    }
  }

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => send(response, 501, { status: { error: String(error) } }));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    names: state.names,
    find: state.find,
    /** From now on: what goes wrong with each request, if anything. */
    misbehave(next: (request: SeenRequest) => Fault | undefined) {
      fault = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, status: number, body: object, headers?: Record<string, string>): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
