import type { ChatModelOptions } from "../../shared/adapters/openai/openai-chat-model.ts";

/** The options of an adapter for the endpoint at this URL: short times, few places, prices that show in the cost. */
export function endpointOf(baseUrl: string, changes: Partial<ChatModelOptions> = {}): ChatModelOptions {
  return {
    baseUrl,
    model: "double",
    apiKey: undefined,
    attemptTimeoutMs: 300,
    maxConcurrent: 4,
    maxWaiting: 4,
    maxWaitMs: 1_000,
    promptPricePerMillion: 1_000_000,
    completionPricePerMillion: 0,
    ...changes,
  };
}
