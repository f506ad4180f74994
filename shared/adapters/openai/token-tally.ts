import type { TokenUsage } from "../../ports/chat-model.ts";

export type Prices = { promptPricePerMillion: number; completionPricePerMillion?: number };

type Told = { prompt_tokens?: number; completion_tokens?: number | null } | null | undefined;

/** Adds up the tokens of all attempts, and what they cost. Counts that are no numbers count as nothing. */
export function tokenTally({ promptPricePerMillion, completionPricePerMillion = 0 }: Prices) {
  const usage: TokenUsage = { promptTokens: 0, completionTokens: 0, cost: 0 };
  return {
    usage,
    add(this: void, told: Told) {
      const promptTokens = countOf(told?.prompt_tokens);
      const completionTokens = countOf(told?.completion_tokens);
      usage.promptTokens += promptTokens;
      usage.completionTokens += completionTokens;
      usage.cost += (promptTokens * promptPricePerMillion + completionTokens * completionPricePerMillion) / 1_000_000;
    },
  };
}

function countOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
