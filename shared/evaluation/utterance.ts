import { z } from "zod";
import type { Clues } from "../ports/session-store.ts";

const Fields = z
  .strictObject({
    location: z.string().min(1),
    equipmentType: z.string().min(1),
    statusCode: z.string().min(1),
    priority: z.string().min(1),
    itemNo: z.string().min(1),
  })
  .partial();

const Criteria = z
  .strictObject({
    location: z.string(),
    /** A whole term name, or the bracketed class of one (`[PUMP]`) where the user's word names a class only. */
    equipmentType: z.string(),
    statusCode: z.string(),
    itemNo: z.string(),
  })
  .partial();
type Criteria = z.infer<typeof Criteria>;
type Judged = { location: string; equipmentType: string; statusCode: string; itemNo: string };

/**
 * A labelled message. `expected` holds what its own words give; a field that it does not give is absent.
 * A symptom outranks a request: "소음 점검 요청" is a fault, not an inspection.
 */
export const Utterance = z.strictObject({
  id: z.string(),
  message: z.string().min(1).max(1000),
  language: z.enum(["ko", "en", "mixed"]),
  kind: z.enum([
    "plain",
    "typo",
    "no-space",
    "transliteration",
    "abbreviation",
    "item-number",
    "correction",
    "follow-up",
    "question",
    "nonsense",
  ]),
  /** What the session knows before the message: field -> standard name. */
  clues: Fields.optional(),
  expected: Fields.extend({ scenario: z.enum(["S1", "S2", "S3"]) }),
  /** Clues after the message, where it changes or completes earlier ones. */
  resolved: Fields.optional(),
  /** What at least one of the first five recommendations must meet. */
  relevant: Criteria.optional(),
});
export type Utterance = z.infer<typeof Utterance>;

/** Labelled messages as lines of JSON. */
export function readUtterances(text: string): Utterance[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => Utterance.parse(JSON.parse(line)));
}

/** What the session knows before the message, as if it had been said. */
export function earlierClues({ clues }: Utterance): Clues {
  const known: Clues = {};
  for (const [field, term] of Object.entries(clues ?? {}) as [keyof Clues, string][]) {
    known[field] = { original: term, term, code: term, confidence: 1, explicit: true };
  }
  return known;
}

/** Whether a past work order is what the utterance asks for. */
export function meetsCriteria(order: Judged, criteria: Criteria): boolean {
  const { equipmentType, ...equal } = criteria;
  return (
    (equipmentType === undefined || order.equipmentType.startsWith(equipmentType)) &&
    Object.entries(equal).every(([field, value]) => order[field as keyof Judged] === value)
  );
}
