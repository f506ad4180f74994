/** How the double answers one request; `answer` is the healthy one. */
export type Behaviour =
  | { kind: "answer"; json?: unknown; text?: string; tokenDelayMs?: number }
  | { kind: "hang" }
  | { kind: "status"; status: number; retryAfterSeconds?: number }
  | { kind: "drop" }
  | { kind: "cut"; afterTokens: number }
  | { kind: "stall"; afterTokens: number }
  | { kind: "text"; content: string };

/** Every way of misbehaving, by name: what a table of tests goes through. */
export const misbehaviours: Record<string, Behaviour> = {
  "never answers": { kind: "hang" },
  "answers 429": { kind: "status", status: 429 },
  "answers 500": { kind: "status", status: 500 },
  "answers 503 with Retry-After": { kind: "status", status: 503, retryAfterSeconds: 30 },
  "answers 400": { kind: "status", status: 400 },
  "answers 401": { kind: "status", status: 401 },
  "drops the connection": { kind: "drop" },
  "cuts the stream": { kind: "cut", afterTokens: 3 },
  "stalls in the stream": { kind: "stall", afterTokens: 2 },
  "returns invalid JSON": { kind: "text", content: '{"scenario": "S1", "fields":' },
  "returns empty text": { kind: "text", content: "" },
  "returns another schema": { kind: "text", content: '{"unexpected": true}' },
};
