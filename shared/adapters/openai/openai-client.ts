import OpenAI from "openai";
import { currentTraceparent } from "../../tracing.ts";

export type Endpoint = { baseUrl: string; model: string; apiKey: string | undefined };

/** The SDK client with its own retries and logs off: attempts and events are ours. */
export function openaiClient(endpoint: Endpoint): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? "not-needed",
    maxRetries: 0,
    logLevel: "off",
    fetch: fetchInTrace,
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
