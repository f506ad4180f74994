import type { ZodType } from "zod";
import type { EndpointCheck } from "./endpoint-check.ts";

export type ChatMessage = { role: "system" | "user" | "assistant"; content: string };

export type TokenUsage = { promptTokens: number; completionTokens: number; cost: number };

/** Why the model gave nothing usable. Expected: every caller has a rule-based twin. */
export type ModelFailure =
  | "timeout"
  | "rate-limited"
  | "unavailable"
  /** The endpoint refuses the request or the key (4xx): the same again would be refused again. */
  | "refused"
  | "invalid"
  | "cut"
  | "cancelled"
  | "open-circuit"
  | "shed";

export type ModelCall = {
  messages: ChatMessage[];
  maxTokens: number;
  temperature: number;
  signal?: AbortSignal | undefined;
  /** For the whole call, waiting and attempts included. */
  deadlineMs: number;
};

/** `usage` is that of all attempts, failed and cancelled ones too, as far as the endpoint tells; `status` is the HTTP status, if any. */
type Failed = { ok: false; failure: ModelFailure; status?: number; usage: TokenUsage };

/** A model behind an OpenAI-compatible API. Neither call throws for what a model or a network can do. */
export type ChatModel = {
  /** An answer by JSON schema, validated here; 3 attempts with backoff within the deadline. */
  complete<T>(
    call: ModelCall & { schema: ZodType<T>; schemaName: string },
  ): Promise<{ ok: true; value: T; usage: TokenUsage } | Failed>;
  /** A streamed text: `onToken` for each piece. On failure, `text` is what came until then. */
  stream(
    call: ModelCall & { onToken: (text: string) => void | Promise<void> },
  ): Promise<{ ok: true; text: string; usage: TokenUsage } | (Failed & { text: string })>;
  /** Whether the endpoint answers now and serves the model; at most 2 s. */
  check(): Promise<EndpointCheck>;
};
