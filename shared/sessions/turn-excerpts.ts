import type { SessionStore, Turn } from "../ports/session-store.ts";
import { cutText, oneLine } from "./cut-text.ts";
import { workLabel } from "./turn-facts.ts";

/** What a summary reads of one turn. */
export type TurnExcerpt = {
  message: string;
  answer: string;
  /** The message named a place, an equipment, … */
  hasClues: boolean;
  suggested?: string;
};

const PAGE = 100;
const TEXT_CHARACTERS = 300;
const BUDGET_CHARACTERS = 12_000;
const NEWEST_KEPT = 10;

/** Excerpts of a session's turns, oldest first, within a budget of characters however long the session was. */
export async function readExcerpts(
  { sessions }: { sessions: SessionStore },
  sessionId: string,
): Promise<TurnExcerpt[]> {
  let excerpts: TurnExcerpt[] = [];
  let continuation: string | undefined;
  do {
    const page = await sessions.listTurns(sessionId, { limit: PAGE, continuation });
    excerpts = withinBudget([...excerpts, ...page.items.map(excerptOf)]);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return excerpts;
}

/** Keeps the first, then the newest, then those with clues, then the rest, newest before oldest, while there is room. */
export function withinBudget(excerpts: TurnExcerpt[], budget = BUDGET_CHARACTERS): TurnExcerpt[] {
  const rank = (index: number) => {
    if (index === 0) return 0;
    if (index >= excerpts.length - NEWEST_KEPT) return 1;
    return excerpts[index]!.hasClues ? 2 : 3;
  };
  const ranked = excerpts
    .map((excerpt, index) => ({ excerpt, index, rank: rank(index) }))
    .sort((a, b) => a.rank - b.rank || b.index - a.index);
  let left = budget;
  const kept = ranked.filter(({ excerpt }) => {
    left -= excerpt.message.length + excerpt.answer.length;
    return left >= 0;
  });
  return kept.sort((a, b) => a.index - b.index).map(({ excerpt }) => excerpt);
}

function excerptOf({ message, answer, parsed, recommendations }: Turn): TurnExcerpt {
  const best = recommendations[0];
  return {
    message: cutText(oneLine(message), TEXT_CHARACTERS),
    answer: cutText(oneLine(answer), TEXT_CHARACTERS),
    hasClues: Object.keys(parsed.fields).length > 0,
    ...(best === undefined ? {} : { suggested: workLabel(best) }),
  };
}
