import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Behaviour } from "./behaviours.ts";
import { sampleOfSchema } from "./sample-of-schema.ts";

type ChatRequest = {
  messages: { role: string; content: string }[];
  stream?: boolean;
  response_format?: { json_schema?: { schema: object } };
};

export type SeenRequest = {
  path: string;
  headers: IncomingHttpHeaders;
  body: ChatRequest & Record<string, unknown>;
  aborted: boolean;
};

/** A server that speaks the OpenAI-compatible protocol as vLLM does, on loopback, and misbehaves as told. */
export async function startModelDouble() {
  const requests: SeenRequest[] = [];
  let behaviour: (request: ChatRequest) => Behaviour = () => ({ kind: "answer" });

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? "";
    if (path === "/health") return void response.end();
    if (path === "/v1/models") return json(response, { object: "list", data: [{ id: "double", object: "model" }] });
    const body = JSON.parse(await readText(request)) as ChatRequest & Record<string, unknown>;
    const seen: SeenRequest = { path, headers: request.headers, body, aborted: false };
    requests.push(seen);
    response.once("close", () => (seen.aborted = !response.writableFinished));
    if (path === "/v1/embeddings") return json(response, embeddings(body["input"] as string[]));
    if (path === "/v1/rerank") return json(response, reranked(body["query"] as string, body["documents"] as string[]));
    if (path === "/v1/chat/completions") return chat(behaviour(body), body, response);
    response.writeHead(404).end();
  }

  return {
    url,
    requests,
    /** From now on: one behaviour for all, or one chosen by the request. */
    behave(next: Behaviour | ((request: ChatRequest) => Behaviour)) {
      behaviour = typeof next === "function" ? next : () => next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function chat(behaviour: Behaviour, request: ChatRequest, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case "hang":
      return;
    case "drop":
      return void response.destroy();
    case "status": {
      const headers = behaviour.retryAfterSeconds ? { "retry-after": String(behaviour.retryAfterSeconds) } : {};
      response.writeHead(behaviour.status, { "content-type": "application/json", ...headers });
      return void response.end(JSON.stringify({ error: { message: "scripted", code: behaviour.status } }));
    }
    case "cut":
    case "stall":
      if (!request.stream) return behaviour.kind === "cut" ? void response.destroy() : undefined;
      await stream(response, ["이것은 ", "끊긴 ", "답", "입니다"].slice(0, behaviour.afterTokens), 0, false);
      if (behaviour.kind === "stall") return;
      await sleep(20); // what was written must arrive before the cut
      return void response.destroy();
    case "text":
      return request.stream
        ? stream(response, behaviour.content === "" ? [] : [behaviour.content], 0, true)
        : json(response, completion(behaviour.content));
    case "answer": {
      const schema = request.response_format?.json_schema?.schema;
      if (schema) return json(response, completion(JSON.stringify(behaviour.json ?? sampleOfSchema(schema))));
      const text = behaviour.text ?? "모델 답변: 베어링과 윤활 상태를 확인하세요.";
      if (!request.stream) return json(response, completion(text));
      return stream(response, text.split(/(?<= )/u), behaviour.tokenDelayMs ?? 0, true);
    }
  }
}

async function stream(response: ServerResponse, tokens: string[], delayMs: number, finish: boolean): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (value: unknown) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  const choice = (delta: object, reason: string | null) => ({
    ...frame("chat.completion.chunk"),
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  for (const token of tokens) {
    if (delayMs > 0) await sleep(delayMs);
    if (response.destroyed) return;
    send(choice({ content: token }, null));
  }
  if (!finish) return;
  send(choice({}, "stop"));
  send({ ...frame("chat.completion.chunk"), choices: [], usage });
  response.end("data: [DONE]\n\n");
}

const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

function frame(object: string) {
  return { id: "chatcmpl-double", object, created: 0, model: "double" };
}

function completion(content: string) {
  const message = { role: "assistant", content };
  return { ...frame("chat.completion"), choices: [{ index: 0, message, finish_reason: "stop" }], usage };
}

/** Deterministic vectors of 64 dimensions: words hashed into buckets, so that texts with common words are near. */
function embeddings(texts: string[]) {
  const vector = (text: string) => {
    const buckets = Array.from({ length: 64 }, () => 0);
    for (const word of text.toLowerCase().split(/\s+/)) {
      let hash = 0;
      for (const character of word) hash = (hash * 31 + character.codePointAt(0)!) % 64;
      buckets[hash]! += 1;
    }
    return buckets;
  };
  const data = texts.map((text, index) => ({ object: "embedding", index, embedding: vector(text) }));
  return { object: "list", model: "double", data, usage };
}

function reranked(query: string, documents: string[]) {
  const words = new Set(query.toLowerCase().split(/\s+/));
  const score = (text: string) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => words.has(word)).length;
  const results = documents.map((text, index) => ({ index, relevance_score: score(text), document: { text } }));
  return {
    id: "rerank-double",
    model: "double",
    results: results.toSorted((a, b) => b.relevance_score - a.relevance_score),
  };
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}
