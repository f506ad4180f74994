import type { ZodType } from "zod";

export type ChatMessage = { role: "system" | "user" | "assistant"; content: string };

export type TokenUsage = { promptTokens: number; completionTokens: number; cost: number };

/** Why the model gave nothing usable. Expected: every caller has a rule-based twin. */
export type ModelFailure =
  | "timeout"
  | "rate-limited"
  | "unavailable"
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
  /** For the whole call, attempts included. */
  deadlineMs: number;
};

/** A model behind an OpenAI-compatible API. Neither call throws for what a model or a network can do. */
export type ChatModel = {
  /** An answer by JSON schema, validated here; 3 attempts with backoff within the deadline. */
  complete<T>(
    call: ModelCall & { schema: ZodType<T>; schemaName: string },
  ): Promise<{ ok: true; value: T; usage: TokenUsage } | { ok: false; failure: ModelFailure; usage: TokenUsage }>;
  /** A streamed text: `onToken` for each piece. On failure, `text` is what came until then. */
  stream(
    call: ModelCall & { onToken: (text: string) => void | Promise<void> },
  ): Promise<
    | { ok: true; text: string; usage: TokenUsage }
    | { ok: false; failure: ModelFailure; text: string; usage: TokenUsage }
  >;
  /** Whether the endpoint answers now; at most 2 s. */
  isReachable(): Promise<boolean>;
};
