import { OpenAI } from "openai";
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

/** The response, ending in an error once more bytes have come than an answer may have. Nothing is read ahead of its reader. */
function limited(response: Response, limitBytes: number): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let bytes = 0;
  const counted: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      bytes += value.byteLength;
      if (bytes <= limitBytes) return controller.enqueue(value);
      void reader.cancel().catch(() => undefined);
      throw new TooLongAnswerError(`the answer has more than ${limitBytes} bytes`);
    },
    cancel: (reason) => reader.cancel(reason),
  };
  return new Response(new ReadableStream(counted, { highWaterMark: 0 }), response);
}
