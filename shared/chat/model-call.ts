import type { ChatModel, ModelFailure, TokenUsage } from "../ports/chat-model.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";

/** Less time than this gives no useful answer. */
const LEAST_MS = 150;
/** What another call within the same turn would most likely meet again, at the price of the user's time. */
const outages = new Set<ModelFailure>([
  "timeout",
  "rate-limited",
  "unavailable",
  "refused",
  "open-circuit",
  "shed",
  "cancelled",
]);

/** The model with the time it may take (`share` of what is left), while the turn may ask it at all. */
export function availableModel(
  state: TurnState,
  { ports, signal, modelMs }: TurnTools,
  share = 1,
): { model: ChatModel; deadlineMs: number } | undefined {
  if (ports.model === undefined || state.modelIsDown || signal.aborted) return undefined;
  const deadlineMs = Math.floor(modelMs() * share);
  return deadlineMs < LEAST_MS ? undefined : { model: ports.model, deadlineMs };
}

/** What a call leaves in the state: its usage, and after a failure that rules took over. */
export function afterCall(
  state: TurnState,
  { ports }: TurnTools,
  purpose: "parse" | "normalise" | "answer",
  result: { ok: boolean; usage: TokenUsage; failure?: ModelFailure; status?: number },
): Pick<TurnState, "usage" | "degraded" | "modelIsDown"> {
  const { failure, status } = result;
  if (failure !== undefined)
    ports.events.modelFailed({ purpose, failure, ...(status === undefined ? {} : { status }) });
  return {
    usage: usageSum(state.usage, result.usage),
    degraded: state.degraded || failure !== undefined,
    modelIsDown: state.modelIsDown || (failure !== undefined && outages.has(failure)),
  };
}

export function usageSum(one: TokenUsage, other: TokenUsage): TokenUsage {
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    cost: one.cost + other.cost,
  };
}
