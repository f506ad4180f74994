import type { WorkOrder } from "../ports/work-order-store.ts";
import { fieldSimilarity } from "./field-similarity.ts";
import { rounded, type Score, type WantedField } from "./score-work-order.ts";
import { coverage, sharedTokens, textSimilarity } from "./text-similarity.ts";

/** Fewer shared words say too little: "check, please" fits half the history. Where none is left over, two will do. */
const SHARED_WITHOUT_PLACE = 3;
const SHARED_WITH_PLACE = 2;
const SHARED_ALL = 2;
const COVERED = 0.6;
/** The words stand for equipment and status together. */
const WEIGHTS = { location: 0.35, text: 0.55 };

const none: Score = { score: 0, why: {} };

/** The score of an order that says nearly the same words, for messages of which the plant's terms know the place at most. */
export function scoreByText(
  order: WorkOrder,
  { wanted, said, tokens }: { wanted: WantedField[]; said: ReadonlySet<string>; tokens: ReadonlySet<string> },
): Score {
  const place = wanted.find(({ field }) => field === "location");
  const rest = place === undefined ? said : without(said, place.wordings[0]);
  const covered = coverage(rest, tokens);
  const needed = covered === 1 ? SHARED_ALL : place === undefined ? SHARED_WITHOUT_PLACE : SHARED_WITH_PLACE;
  if (sharedTokens(rest, tokens) < needed || covered < COVERED) return none;
  const text = textSimilarity(rest, tokens);
  if (place === undefined) return { score: rounded(text), why: { text: rounded(text) } };
  const location = fieldSimilarity(place.term, order.location);
  const score = (WEIGHTS.location * location + WEIGHTS.text * text) / (WEIGHTS.location + WEIGHTS.text);
  return { score: rounded(score), why: { location: rounded(location), text: rounded(text) } };
}

function without(tokens: ReadonlySet<string>, others: ReadonlySet<string> = new Set()): Set<string> {
  return new Set([...tokens].filter((token) => !others.has(token)));
}
