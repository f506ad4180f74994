import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import type { Behaviour } from "./behaviours.ts";
import { answerChat, json, refuse } from "./chat-answers.ts";
import { embeddings, rerank } from "./pooling-answers.ts";
import { bodies, type ChatRequest, type EmbeddingsRequest, type RerankRequest } from "./wire-request.ts";

/** `aborted`: the connection closed before the answer was complete. */
export type SeenRequest = {
  path: string;
  body: ChatRequest;
  key: string | undefined;
  headers: IncomingHttpHeaders;
  aborted: boolean;
};

/** Embeddings and ranks: a way of misbehaving that chat has too, or another body than the right one. */
type PoolingBehaviour = Extract<Behaviour, { kind: "hang" | "status" | "drop" | "body" }> | Alter;
// oxlint-disable-next-line typescript/no-explicit-any -- a test alters the answer that it knows
type Alter = (right: any) => unknown;

type Options = { models?: string[]; apiKey?: string };

/**
 * A server that speaks the OpenAI-compatible protocol as vLLM does, on loopback, and misbehaves as told. Its shape is
 * that of vLLM 0.32 (entrypoints/openai/chat_completion, entrypoints/pooling, entrypoints/serve), read from its source;
 * paths and fields that PMark does not use are refused. What it can't show is a model: its words are scripted.
 */
export async function startModelDouble({ models = ["default", "double"], apiKey }: Options = {}) {
  const requests: SeenRequest[] = [];
  let behaviour: (request: ChatRequest) => Behaviour = () => ({ kind: "answer" });
  let pooling: PoolingBehaviour | undefined;
  let listed = models;

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    if (path === "/health") return void response.end();
    const key = request.headers.authorization?.replace("Bearer ", "");
    if (apiKey !== undefined && key !== apiKey) return unauthorized(response);
    if (path === "/v1/models" && request.method === "GET") return json(response, modelList(listed));
    if (!isKnown(path)) return notFound(response);
    const parsed = bodies[path].safeParse(JSON.parse(await readText(request)));
    if (!parsed.success) return refuse(response, 400, parsed.error.message);
    const body = parsed.data;
    if (!listed.includes(body.model)) return refuse(response, 404, `The model \`${body.model}\` does not exist.`);
    const seen: SeenRequest = { path, body: body as ChatRequest, key, headers: request.headers, aborted: false };
    requests.push(seen);
    response.once("close", () => (seen.aborted = !response.writableFinished));
    if (path === "/v1/chat/completions") return answerChat(behaviour(seen.body), seen.body, response);
    const right = path === "/v1/embeddings" ? embeddings(body as EmbeddingsRequest) : rerank(body as RerankRequest);
    if (typeof pooling === "object") return answerChat(pooling, seen.body, response);
    return json(response, pooling ? pooling(right) : right);
  }

  return {
    url: `${origin}/v1`,
    requests,
    /** From now on: one behaviour for all chat requests, or one chosen by the request. */
    behave(next: Behaviour | ((request: ChatRequest) => Behaviour)) {
      behaviour = typeof next === "function" ? next : () => next;
    },
    /** From now on, for embeddings and rerank; without one they are right. */
    pool(next?: PoolingBehaviour) {
      pooling = next;
    },
    /** From now on: the models it serves. */
    list(next: string[]) {
      listed = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isKnown(path: string): path is keyof typeof bodies {
  return Object.hasOwn(bodies, path);
}

function modelList(models: string[]) {
  const data = models.map((id) => ({
    id,
    object: "model",
    created: 0,
    owned_by: "vllm",
    root: id,
    max_model_len: 4096,
  }));
  return { object: "list", data };
}

/** As vLLM's own middleware answers, not in the shape of its other errors. */
function unauthorized(response: ServerResponse): void {
  response.writeHead(401, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "Unauthorized" }));
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { "content-type": "application/json" });
  response.end(JSON.stringify({ detail: "Not Found" }));
}
