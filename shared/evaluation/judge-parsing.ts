import { itemNoCandidates } from "../chat/item-no-candidates.ts";
import { parseByRules } from "../chat/parse-by-rules.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { earlierClues, type Utterance } from "./utterance.ts";

export const judgedFields = ["location", "equipmentType", "statusCode", "priority", "itemNo", "scenario"] as const;
export type JudgedField = (typeof judgedFields)[number];

export type Judgement = {
  utterance: Utterance;
  field: JudgedField;
  expected: string | undefined;
  found: string | undefined;
};

/** Every field of every utterance that is labelled or was found: a term where none belongs is an error, too. */
export function judgeParsing(
  vocabulary: Vocabulary,
  itemNos: ReadonlySet<string>,
  utterances: Utterance[],
): Judgement[] {
  return utterances.flatMap((utterance) => {
    const { message, expected } = utterance;
    const knownItemNos = new Set(itemNoCandidates(message).filter((candidate) => itemNos.has(candidate)));
    const parsed = parseByRules({ message, vocabulary, clues: earlierClues(utterance), knownItemNos, recentTurns: [] });
    return judgedFields
      .map((field) => ({
        utterance,
        field,
        expected: expected[field],
        found: field === "scenario" ? parsed.scenario : parsed.fields[field]?.term,
      }))
      .filter((judgement) => judgement.expected !== undefined || judgement.found !== undefined);
  });
}
