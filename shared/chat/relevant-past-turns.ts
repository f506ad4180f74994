import type { RecentTurn } from "../ports/session-store.ts";
import { tokenise } from "../terms/tokenise.ts";
import type { TurnState } from "./turn-state.ts";

/** One common token may be chance. */
const COMMON_TOKENS = 2;

/** Earlier turns that bear on the message: those that share words with it, and for a follow-up the one before. */
export function relevantPastTurns({ message, parsed, session }: TurnState): RecentTurn[] {
  const { recentTurns } = session;
  if (recentTurns.length === 0) return [];
  const words = new Set(tokenise(message));
  const sharesWords = (turn: RecentTurn) => {
    const common = new Set(tokenise(turn.message).filter((token) => words.has(token)));
    return common.size >= Math.min(COMMON_TOKENS, words.size);
  };
  const last = recentTurns.at(-1);
  return recentTurns.filter((turn) => (turn === last && parsed.scenario === "S3") || sharesWords(turn));
}
