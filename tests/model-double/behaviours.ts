/** How the double answers one chat request; `answer` is the healthy one. */
export type Behaviour =
  | {
      kind: "answer";
      json?: unknown;
      text?: string;
      firstTokenDelayMs?: number;
      tokenDelayMs?: number;
      /** How the stream is put on the wire, beside the plain way. */
      wire?: Wire;
    }
  | { kind: "hang" }
  | { kind: "status"; status: number; retryAfter?: string; message?: string }
  | { kind: "drop" }
  | { kind: "cut"; afterTokens: number }
  | { kind: "stall"; afterTokens: number }
  | { kind: "text"; content: string }
  /** Ends for another reason than that the model had said everything. */
  | { kind: "finish"; reason: "length" | "abort"; content: string }
  /** The error as an event of the stream, or as the answer where none is streamed. */
  | { kind: "error"; afterTokens: number; code: number }
  /** Bytes without an end of line, until so many were sent. */
  | { kind: "endless"; bytes: number }
  /** A body that is no answer of the protocol, with status 200. */
  | { kind: "body"; contentType: string; body: string };

export type Wire = {
  /** Pieces of this many bytes, so that characters are torn apart. */
  pieceBytes?: number;
  /** Comment lines between the events, as proxies send them. */
  keepAlive?: boolean;
  /** Thoughts before the answer, as a reasoning model sends them. */
  thoughts?: string[];
  withoutUsage?: boolean;
  withoutDone?: boolean;
  /** The connection stays open, and nothing follows the last piece. */
  stallAtTheEnd?: boolean;
};

const tooLong =
  "This model's maximum context length is 4096 tokens. However, your request has 5120 input tokens. Please reduce the length of the input messages.";

/** Every way of misbehaving, by name: what a table of tests goes through. After each, the turn says `degraded`. */
export const misbehaviours: Record<string, Behaviour> = {
  "never answers": { kind: "hang" },
  "answers 429": { kind: "status", status: 429 },
  "answers 429 with a Retry-After beyond the deadline": { kind: "status", status: 429, retryAfter: "30" },
  "answers 500": { kind: "status", status: 500 },
  "answers 503 with a date in Retry-After": {
    kind: "status",
    status: 503,
    retryAfter: "Wed, 21 Oct 2099 07:28:00 GMT",
  },
  "answers 400, the prompt being too long": { kind: "status", status: 400, message: tooLong },
  "answers 401": { kind: "status", status: 401 },
  "drops the connection": { kind: "drop" },
  "cuts the stream": { kind: "cut", afterTokens: 3 },
  "stalls in the stream": { kind: "stall", afterTokens: 2 },
  "reports an error before the first token": { kind: "error", afterTokens: 0, code: 500 },
  "reports an error within the stream": { kind: "error", afterTokens: 3, code: 500 },
  "stops at the token limit": { kind: "finish", reason: "length", content: "확인했습니다. 먼저 롤러" },
  "is shut down in the middle": { kind: "finish", reason: "abort", content: "확인했습니다. 먼저" },
  "returns invalid JSON": { kind: "text", content: '{"scenario": "S1", "fields":' },
  "returns empty text": { kind: "text", content: "" },
  "returns another schema": { kind: "text", content: '{"unexpected": true}' },
  "sends a line without an end": { kind: "endless", bytes: 6_000_000 },
  "is a web page": { kind: "body", contentType: "text/html", body: "<html><body>Bad gateway</body></html>" },
  "streams what is no JSON": { kind: "body", contentType: "text/event-stream", body: "data: {oops\n\n" },
};
