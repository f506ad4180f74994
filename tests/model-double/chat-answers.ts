import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Behaviour, Wire } from "./behaviours.ts";
import { sampleOfSchema } from "./sample-of-schema.ts";
import type { ChatRequest } from "./wire-request.ts";

const PROMPT_TOKENS = 100;
const COMPLETION_TOKENS = 20;
const brokenTokens = ["이것은 ", "끊긴 ", "답", "입니다"];

/** Answers a chat request as vLLM does, in the way it was told to. */
export async function answerChat(behaviour: Behaviour, request: ChatRequest, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case "hang":
      return;
    case "drop":
      return void response.destroy();
    case "status": {
      const { status, retryAfter, message = "scripted" } = behaviour;
      return refuse(response, status, message, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    }
    case "body":
      response.writeHead(200, { "content-type": behaviour.contentType });
      return void response.end(behaviour.body);
    case "endless":
      return endless(response, behaviour.bytes);
    case "cut":
    case "stall":
      if (!request.stream) return behaviour.kind === "cut" ? void response.destroy() : undefined;
      await stream(request, response, { tokens: brokenTokens.slice(0, behaviour.afterTokens) });
      if (behaviour.kind === "stall") return;
      await sleep(20); // what was written must arrive before the cut
      return void response.destroy();
    case "error":
      if (!request.stream) return refuse(response, behaviour.code, "scripted");
      await stream(request, response, { tokens: brokenTokens.slice(0, behaviour.afterTokens) });
      response.write(`data: ${JSON.stringify(errorBody(behaviour.code, "scripted"))}\n\n`);
      return void response.end("data: [DONE]\n\n");
    case "finish":
    case "text": {
      const reason = behaviour.kind === "finish" ? behaviour.reason : "stop";
      if (!request.stream) return json(response, completion(request, behaviour.content, reason));
      const tokens = behaviour.content === "" ? [] : [behaviour.content];
      return stream(request, response, { tokens, finish: reason });
    }
    case "answer": {
      const schema = request.response_format?.json_schema.schema;
      if (schema) {
        return json(response, completion(request, JSON.stringify(behaviour.json ?? sampleOfSchema(schema)), "stop"));
      }
      const text = behaviour.text ?? "모델 답변: 베어링과 윤활 상태를 확인하세요.";
      if (!request.stream) return json(response, completion(request, text, "stop"));
      return stream(request, response, { ...behaviour, tokens: text.split(/(?<= )/u), finish: "stop" });
    }
  }
}

export function refuse(response: ServerResponse, status: number, message: string, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(errorBody(status, message)));
}

export function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

type Script = {
  tokens: string[];
  /** Without it the stream just stands still after its tokens. */
  finish?: string;
  firstTokenDelayMs?: number;
  tokenDelayMs?: number;
  wire?: Wire;
};

async function stream(request: ChatRequest, response: ServerResponse, script: Script): Promise<void> {
  const { tokens, finish, firstTokenDelayMs = 0, tokenDelayMs = 0, wire = {} } = script;
  const options = request.stream_options;
  let told = 0;
  const send = (choices: object[], usage?: object) => {
    const running = options?.continuous_usage_stats ? { usage: usageOf(told) } : {};
    const chunk = { ...frame(request, "chat.completion.chunk"), choices, ...(usage ? { usage } : running) };
    write(response, `data: ${JSON.stringify(chunk)}\n\n`, wire.pieceBytes);
  };
  const choice = (delta: object, reason: string | null = null) => [
    { index: 0, delta, logprobs: null, finish_reason: reason },
  ];

  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  if (firstTokenDelayMs > 0) await sleep(firstTokenDelayMs);
  send(choice({ role: "assistant", content: "" }));
  for (const thought of wire.thoughts ?? []) send(choice({ reasoning: thought }));
  for (const token of tokens) {
    if (tokenDelayMs > 0 && (told > 0 || firstTokenDelayMs === 0)) await sleep(tokenDelayMs);
    if (response.destroyed) return;
    told += 1;
    if (wire.keepAlive) write(response, ": keep-alive\n\n");
    send(choice({ content: token }));
  }
  if (finish === undefined) return;
  told = COMPLETION_TOKENS;
  send(choice({}, finish));
  if (wire.stallAtTheEnd) return;
  if (options?.include_usage && !wire.withoutUsage) send([], usageOf(told));
  response.end(wire.withoutDone ? "" : "data: [DONE]\n\n");
}

function write(response: ServerResponse, text: string, pieceBytes?: number): void {
  if (pieceBytes === undefined) return void response.write(text);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) response.write(bytes.subarray(at, at + pieceBytes));
}

async function endless(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const piece = Buffer.alloc(65_536, "a");
  response.write("data: ");
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
    if (!response.write(piece)) await sleep(1);
  }
}

function completion(request: ChatRequest, content: string, reason: string) {
  const message = { role: "assistant", content, reasoning: null, tool_calls: [] };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: reason, stop_reason: null }];
  return { ...frame(request, "chat.completion"), choices, usage: usageOf(COMPLETION_TOKENS) };
}

function usageOf(completionTokens: number) {
  return {
    prompt_tokens: PROMPT_TOKENS,
    total_tokens: PROMPT_TOKENS + completionTokens,
    completion_tokens: completionTokens,
  };
}

function frame({ model }: ChatRequest, object: string) {
  return { id: "chatcmpl-double", object, created: 0, model };
}

function errorBody(code: number, message: string) {
  const type = code === 404 ? "NotFoundError" : code < 500 ? "BadRequestError" : "InternalServerError";
  return { error: { message, type, param: null, code } };
}
