import type { RecentTurn, SessionRecord, Turn } from "../ports/session-store.ts";
import { missingFields, overlayClues, readyToRecommend } from "./clues.ts";
import { cutAtWord, cutText, oneLine } from "./cut-text.ts";
import { appendToRunningSummary } from "./running-summary.ts";
import { turnFacts } from "./turn-facts.ts";

export const RECENT_TURNS = 4;
const RECENT_TEXT_CHARACTERS = 600;
const TITLE_CHARACTERS = 40;

/**
 * The session after a turn, to be committed with it. Built on the session as it is now, so that a turn that was overtaken
 * by another one is applied again to the newer session. An ended session stays ended.
 */
export function applyTurn(session: SessionRecord, turn: Turn, now: Date): SessionRecord {
  const clues = overlayClues(session.clues, turn);
  return {
    ...session,
    title: session.title === "" ? titleOf(turn.message) : session.title,
    state: session.state === "collecting" && readyToRecommend(clues) ? "recommending" : session.state,
    clues,
    missing: missingFields(clues),
    runningSummary: appendToRunningSummary(session.runningSummary, turnFacts({ ...turn, clues })),
    turnCount: session.turnCount + 1,
    recentTurns: [...session.recentTurns, recent(turn)].slice(-RECENT_TURNS),
    updatedAt: now.toISOString(),
  };
}

/** A title from the user's first words. */
export function titleOf(message: string): string {
  return cutAtWord(oneLine(message.slice(0, 1_000)), TITLE_CHARACTERS);
}

function recent(turn: Turn): RecentTurn {
  return {
    id: turn.id,
    message: cutText(turn.message, RECENT_TEXT_CHARACTERS),
    answer: cutText(turn.answer, RECENT_TEXT_CHARACTERS),
    recommendedIds: turn.recommendations.map(({ workOrderId }) => workOrderId),
  };
}
