import type { WorkOrder } from "../ports/work-order-store.ts";
import type { Score } from "./score-work-order.ts";
import { sharedTokens } from "./text-similarity.ts";

export type Scored = Score & {
  order: WorkOrder;
  /** Tokens of its title and details. */
  tokens: ReadonlySet<string>;
  /** At equal scores: the words said (0 to 1), the fields that the order itself states, its text as a whole. */
  likeness: [words: number, stated: number, text: number];
  /** How often users chose it for such work. */
  choices: number;
};

/** A doubling of the choices weighs as much as a tenth of the words said; three doublings at most, so that words win. */
const CHOICE_WEIGHT = 0.1;
const MOST_CHOICE_WEIGHT = 0.3;
/** Two orders that share this part of all their words tell a reader the same. */
const SAME_TEXT = 0.8;

/** The most similar first; what tells the same as one before it goes behind the others of its score. */
export function rankRecommendations(scored: Scored[]): Scored[] {
  const groups = Map.groupBy(scored.toSorted(bySimilarity), ({ score }) => score);
  const kept: Scored[] = [];
  return [...groups.values()].flatMap((group) => {
    const repeated: Scored[] = [];
    const told: Scored[] = [];
    for (const one of group) {
      if (kept.some((other) => tellsTheSame(one.tokens, other.tokens))) repeated.push(one);
      else {
        kept.push(one);
        told.push(one);
      }
    }
    return [...told, ...repeated];
  });
}

/** How often each of the orders was chosen by users who finalised what they made of it, by the orders made so. */
export function countChoices(orders: Iterable<WorkOrder>): ReadonlyMap<string, number> {
  const choices = new Map<string, number>();
  for (const { basedOn, isChosen, learn } of orders) {
    if (basedOn !== undefined && isChosen && learn !== false) choices.set(basedOn, (choices.get(basedOn) ?? 0) + 1);
  }
  return choices;
}

function bySimilarity(one: Scored, other: Scored): number {
  if (one.score !== other.score) return other.score - one.score;
  const words = wordsAndChoices(other) - wordsAndChoices(one);
  if (words !== 0) return words;
  for (const by of [1, 2] as const) {
    if (one.likeness[by] !== other.likeness[by]) return other.likeness[by] - one.likeness[by];
  }
  return one.order.createdAt < other.order.createdAt ? 1 : -1;
}

function wordsAndChoices({ likeness: [words], choices }: Scored): number {
  return words + Math.min(MOST_CHOICE_WEIGHT, CHOICE_WEIGHT * Math.log2(1 + choices));
}

function tellsTheSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = sharedTokens(one, other);
  return shared > 0 && shared >= SAME_TEXT * (one.size + other.size - shared);
}
