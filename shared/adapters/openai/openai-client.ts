import OpenAI from "openai";

export type Endpoint = { baseUrl: string; model: string; apiKey: string | undefined };

/** The SDK client with its own retries and logs off: attempts and events are ours. */
export function openaiClient(endpoint: Endpoint): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? "not-needed",
    maxRetries: 0,
    logLevel: "off",
  });
}
