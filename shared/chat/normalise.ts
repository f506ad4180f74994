import type { ParsedField } from "../ports/session-store.ts";
import { termCategories } from "../ports/term-store.ts";
import { generalPriority, mergeClues, missingFields, withGuesses } from "../sessions/clues.ts";
import { resolveTerm } from "../terms/resolve-term.ts";
import { cluesOfItem } from "./clues-of-item.ts";
import { normaliseByModel } from "./normalise-by-model.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";

/** Gives each field its standard term where there is one, and merges what the message says into the session's clues. */
export async function normalise(state: TurnState, tools: TurnTools): Promise<Partial<TurnState>> {
  const vocabulary = await tools.vocabulary();
  const fields = { ...state.parsed.fields };
  const unknown: (typeof termCategories)[number][] = [];
  for (const category of termCategories) {
    const field = fields[category];
    if (field === undefined || field.term !== undefined) continue;
    const match = resolveTerm(vocabulary, category, field.original);
    if (match === undefined) unknown.push(category);
    else fields[category] = standard(field, match);
  }
  let left: Partial<TurnState> = {};
  if (unknown.length > 0 && tools.ports.model !== undefined) {
    const byModel = await normaliseByModel({ state, fields, unknown, vocabulary }, tools);
    Object.assign(fields, byModel.fields);
    left = byModel.left;
  }
  const parsed = { ...state.parsed, fields };
  const merged = mergeClues(state.session.clues, parsed, {
    guessed: new Set(state.guessedFields),
    defaultPriority: generalPriority(vocabulary.terms),
  });
  const itemNo = fields.itemNo?.term;
  const clues = itemNo === undefined ? merged : withGuesses(merged, await cluesOfItem(tools.ports, itemNo, vocabulary));
  return { ...left, parsed, clues, missing: missingFields(clues) };
}

function standard(field: ParsedField, match: NonNullable<ReturnType<typeof resolveTerm>>): ParsedField {
  return { original: field.original, term: match.term.name, code: match.term.code, confidence: match.confidence };
}
