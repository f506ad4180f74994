import type { Clue, ClueField, Clues, Parsed, ParsedField } from "../ports/session-store.ts";
import type { Term } from "../ports/term-store.ts";

export type MergeOptions = {
  /** Fields of `parsed` that were inferred, not said. */
  guessed?: ReadonlySet<ClueField>;
  /** Taken as a guess while no priority is known. */
  defaultPriority?: Term | undefined;
};

const GENERAL_PRIORITY = "GENERAL";
const asked = ["location", "equipmentType", "statusCode"] as const satisfies ClueField[];

/** What is known after a message. A newer explicit value replaces any older one; a guess replaces only guesses. */
export function mergeClues(clues: Clues, parsed: Pick<Parsed, "fields" | "denied">, options: MergeOptions = {}): Clues {
  const merged = withoutDenied(clues, parsed);
  for (const [name, field] of Object.entries(parsed.fields)) {
    const clue = toClue(field, !options.guessed?.has(name as ClueField));
    put(merged, name as ClueField, clue);
  }
  const { defaultPriority } = options;
  if (defaultPriority !== undefined && merged.priority === undefined) {
    merged.priority = {
      original: "",
      term: defaultPriority.name,
      code: defaultPriority.code,
      confidence: 0.5,
      explicit: false,
    };
  }
  return merged;
}

/** The clues of one turn over those of the session, which may have changed since the turn began. */
export function overlayClues(clues: Clues, turn: { clues: Clues; parsed: Pick<Parsed, "fields" | "denied"> }): Clues {
  const overlaid = withoutDenied(clues, turn.parsed);
  for (const [name, clue] of Object.entries(turn.clues)) {
    const field = name as ClueField;
    if (overlaid[field]?.explicit !== true || turn.parsed.fields[field] !== undefined) put(overlaid, field, clue);
  }
  return overlaid;
}

/** The clues with guesses in place of nothing and of older guesses. */
export function withGuesses(clues: Clues, guesses: Clues): Clues {
  const filled: Clues = { ...clues };
  for (const [name, clue] of Object.entries(guesses)) put(filled, name as ClueField, clue);
  return filled;
}

/** What to ask next, in this order. An item number stands for its place and its equipment. */
export function missingFields(clues: Clues): ClueField[] {
  const open = clues.itemNo === undefined ? asked : (["statusCode"] as const);
  return open.filter((field) => !isKnown(clues[field]));
}

/** Past work can be looked for: the item number is known, or the location and the equipment or its status. */
export function readyToRecommend(clues: Clues): boolean {
  return clues.itemNo !== undefined || placeAndMatterKnown(clues);
}

/** Where it is, and what it is or what is wrong with it. */
export function placeAndMatterKnown(clues: Clues): boolean {
  return isKnown(clues.location) && (isKnown(clues.equipmentType) || isKnown(clues.statusCode));
}

/** The priority that holds while none is stated: the term with code GENERAL. */
export function generalPriority(terms: Iterable<Term>): Term | undefined {
  for (const term of terms) if (term.category === "priority" && term.code === GENERAL_PRIORITY) return term;
  return undefined;
}

/** A standard term has a code; words that the terms do not know have none, and are asked for again. */
export function isKnown(clue: Clue | undefined): boolean {
  return clue?.code !== undefined;
}

/** What the user took back is no longer known. */
function withoutDenied(clues: Clues, { denied = {} }: Pick<Parsed, "denied">): Clues {
  const kept: Clues = { ...clues };
  for (const [name, terms] of Object.entries(denied)) {
    const field = name as ClueField;
    if (terms.includes(kept[field]?.term ?? "")) delete kept[field];
  }
  return kept;
}

function put(clues: Clues, field: ClueField, clue: Clue): void {
  if (clue.explicit || clues[field]?.explicit !== true) clues[field] = clue;
}

function toClue({ original, term, code, confidence }: ParsedField, explicit: boolean): Clue {
  return { original, term: term ?? original, ...(code === undefined ? {} : { code }), confidence, explicit };
}
