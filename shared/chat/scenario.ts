import { isCorrection } from "./negated-spans.ts";
import type { Clues, Parsed, RecentTurn } from "../ports/session-store.ts";

type Given = {
  message: string;
  fields: Parsed["fields"];
  clues: Clues;
  recentTurns: readonly RecentTurn[];
  hasDenied: boolean;
};

/**
 * S2 names an item number. S3 goes on with what the session knows: it has clues, and the message does not begin a report of
 * its own, which would name a place and what is the matter there. Else S1.
 */
export function scenarioOf({ message, fields, clues, recentTurns, hasDenied }: Given): Parsed["scenario"] {
  if (fields.itemNo !== undefined) return "S2";
  const knowsSomething = Object.values(clues).some(({ explicit }) => explicit);
  if (!knowsSomething && recentTurns.length === 0) return "S1";
  if (!knowsSomething) return pointsBack.test(message) ? "S3" : "S1";
  const isWhole =
    fields.location !== undefined && fields.equipmentType !== undefined && fields.statusCode !== undefined;
  return isWhole && !hasDenied && !isCorrection(message) && !pointsBack.test(message) ? "S1" : "S3";
}

/** Words that lean on what was said before. */
const pointsBack =
  /(?:^|\s)(?:그|그거|그것|그때|그곳|그럼|그러면|그리고|거기|거긴|이거|저거|같은|아까|방금|위에|앞에|다시|또)(?:[\s가-힣]|$)|\b(?:it|that|this|those|these|there|same|again|also|then|too|instead)\b/i;
