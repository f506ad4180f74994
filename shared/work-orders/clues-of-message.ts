import type { Clues } from "../ports/session-store.ts";
import { matchTerms } from "../terms/match-terms.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { fieldSimilarity, SAME_CLASS } from "./field-similarity.ts";

/** Less sure readings are guesses, which don't stand against what the session knows. */
const SURE = 0.6;

/** The session's clues, and in their place what the message for the order names itself. Other equipment is another item. */
export function withCluesOf(message: string | undefined, clues: Clues, vocabulary: Vocabulary): Clues {
  const named: Clues = {};
  for (const { category, term, original, confidence } of matchTerms(vocabulary, message ?? "")) {
    if (confidence < SURE || confidence <= (named[category]?.confidence ?? 0)) continue;
    named[category] = { original, term: term.name, code: term.code, confidence, explicit: true };
  }
  const equipment = named.equipmentType?.term;
  const known = clues.equipmentType?.term;
  const { itemNo: _item, ...others } = clues;
  const isOther = equipment !== undefined && known !== undefined && fieldSimilarity(equipment, known) < SAME_CLASS;
  return { ...(isOther ? others : clues), ...named };
}
