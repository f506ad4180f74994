import type { ClueField, Clues, Parsed } from "../ports/session-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { isKnown, placeAndMatterKnown } from "../sessions/clues.ts";
import { tokenise } from "../terms/tokenise.ts";
import { fieldSimilarity } from "./field-similarity.ts";
import { itemSimilarity } from "./item-similarity.ts";
import { informativeTokens } from "./informative-tokens.ts";
import { coverage } from "./text-similarity.ts";

export type Weights = Partial<Record<ClueField, number>>;

/** What each field counts for, over the fields that are wanted; by free text, or by item number. */
const freeTextWeights: Weights = { equipmentType: 0.35, location: 0.35, statusCode: 0.2, priority: 0.1 };
const itemNumberWeights: Weights = { itemNo: 0.7, statusCode: 0.2, priority: 0.1 };
/** A field that the past order leaves open, when its text says the user's words. */
const SAID_IN_TEXT = 0.8;

export type WantedField = { field: ClueField; weight: number; term: string; wordings: Set<string>[] };
export type Score = { score: number; why: Record<string, number> };

/** What is looked for: the session's standard terms. A priority counts only when the user stated it. */
export function wantedFields(scenario: Parsed["scenario"], clues: Clues): WantedField[] {
  const byItem = clues.itemNo !== undefined && (scenario !== "S1" || !placeAndMatterKnown(clues));
  return Object.entries(byItem ? itemNumberWeights : freeTextWeights).flatMap(([name, weight]) => {
    const field = name as ClueField;
    const clue = clues[field];
    if (clue === undefined || (field !== "itemNo" && !isKnown(clue))) return [];
    if (field === "priority" && !clue.explicit) return [];
    const wordings = [clue.original, clue.term].map((words) => new Set(tokenise(words)));
    return [{ field, weight, term: clue.term, wordings }];
  });
}

/** Words that no term knows. They stand for the equipment, or else the status, while that is not known by name. */
export type UnnamedWords = { weight: number; words: ReadonlySet<string> };

/** The words of a message beside those that gave the clues; undefined when they stand for nothing. */
export function unnamedWords(wanted: WantedField[], message: string): UnnamedWords | undefined {
  const names = new Set(wanted.map(({ field }) => field));
  if (names.has("itemNo") || !names.has("location")) return undefined;
  const weight = (["equipmentType", "statusCode"] as const).find((field) => !names.has(field));
  const words = new Set(informativeTokens(message));
  for (const { wordings } of wanted) for (const token of wordings[0] ?? []) words.delete(token);
  return weight === undefined || words.size === 0 ? undefined : { weight: freeTextWeights[weight] ?? 0, words };
}

export type Sought = {
  wanted: WantedField[];
  unnamed?: UnnamedWords | undefined;
  /** All that the message says. An order whose text says all of it answers for the fields that it leaves open. */
  said?: ReadonlySet<string>;
};

const nothing: ReadonlySet<string> = new Set();

/** The weighted mean of the fields' similarities. `textTokens` are those of the order's title and details. */
export function scoreWorkOrder(
  order: WorkOrder,
  { wanted, unnamed, said = nothing }: Sought,
  textTokens: ReadonlySet<string>,
): Score {
  const why: Record<string, number> = {};
  let sum = 0;
  let weights = 0;
  const saysAll = said.size > 1 && coverage(said, textTokens) === 1;
  const inText = (wordings: Set<string>[]) => (saysAll ? 1 : SAID_IN_TEXT * bestCoverage(wordings, textTokens));
  if (unnamed !== undefined) {
    const similarity = coverage(unnamed.words, textTokens);
    why["text"] = rounded(similarity);
    sum += unnamed.weight * similarity;
    weights += unnamed.weight;
  }
  for (const { field, weight, term, wordings } of wanted) {
    const value = order[field];
    const compare = field === "itemNo" ? itemSimilarity : fieldSimilarity;
    const similarity = value === "" ? inText(wordings) : compare(term, value);
    why[field] = rounded(similarity);
    sum += weight * similarity;
    weights += weight;
  }
  return { score: weights === 0 ? 0 : rounded(sum / weights), why };
}

/** Whether the order is about other equipment than the user said. */
export function isOtherEquipment({ why }: Score, { equipmentType }: Clues): boolean {
  return equipmentType?.explicit === true && isKnown(equipmentType) && why["equipmentType"] === 0;
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function bestCoverage(wordings: Set<string>[], textTokens: ReadonlySet<string>): number {
  return Math.max(...wordings.map((wording) => coverage(wording, textTokens)));
}
