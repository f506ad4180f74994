import OpenAI from "openai";
import { currentTraceparent } from "../../tracing.ts";
import { TooLongAnswerError } from "./model-failure.ts";

/** The key, or what gives the one that is right now. */
type ApiKey = string | (() => Promise<string>);

export type Address = { baseUrl: string; model: string; apiKey: ApiKey | undefined };

/** The SDK client with its own retries and logs off: attempts and events are ours. An answer beyond `limitBytes` fails. */
export function openaiClient(address: Address, limitBytes: number): OpenAI {
  return new OpenAI({
    baseURL: address.baseUrl,
    apiKey: address.apiKey ?? "not-needed",
    maxRetries: 0,
    logLevel: "off",
    fetch: async (url, init) => limited(await fetchInTrace(url, init), limitBytes),
  });
}

/** The endpoint's own spans become part of our trace. */
function fetchInTrace(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const traceparent = currentTraceparent();
  if (traceparent === undefined) return fetch(url, init);
  const headers = new Headers(init.headers);
  headers.set("traceparent", traceparent);
  return fetch(url, { ...init, headers });
}

/** The response, ending in an error once more bytes have come than an answer may have. */
function limited(response: Response, limitBytes: number): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.byteLength;
      if (bytes > limitBytes) controller.error(new TooLongAnswerError(`the answer has more than ${limitBytes} bytes`));
      else controller.enqueue(piece);
    },
  });
  return new Response(response.body.pipeThrough(counter), response);
}
