import { scoreQuality } from "./score-quality.ts";
import { smallTalk } from "./small-talk.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";

/** Below this an answer would mislead more than it helps. */
const THRESHOLD = 0.3;

/** Scores the turn. Another try is worth it only where a model can do better and no reader has seen the answer yet. */
export function checkQuality(state: TurnState, { ports, writer, signal }: TurnTools): Partial<TurnState> {
  const { retries } = state.quality;
  const quality = { ...scoreQuality(state), retries };
  const mayChange = ports.model !== undefined && !state.modelIsDown && !signal.aborted && !isSmallTalk(state);
  const tryAgain =
    quality.overall < THRESHOLD && mayChange && retries < ports.config.turn.maxRetries && writer.startOver();
  return { quality: tryAgain ? { ...quality, retries: retries + 1 } : quality, tryAgain };
}

export function afterCheck(state: TurnState): "end" | "parse" | "apologise" {
  const { quality, tryAgain } = state;
  if (tryAgain) return "parse";
  if (isSmallTalk(state)) return "end";
  return quality.overall < THRESHOLD ? "apologise" : "end";
}

/** There is nothing to understand in it, and nothing to apologise for. */
function isSmallTalk(state: TurnState): boolean {
  return smallTalk(state, state.language) !== undefined;
}
