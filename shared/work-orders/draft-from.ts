import type { ClueField, SessionRecord } from "../ports/session-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { generalPriority } from "../sessions/clues.ts";
import type { Language } from "../sessions/field-labels.ts";
import { isPlainlyVerb } from "../terms/korean-stems.ts";
import { languageOf } from "../terms/language.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { draftWording } from "./draft-wording.ts";
import { spokenName } from "./spoken-name.ts";
import { termLabel } from "./term-label.ts";
import { fieldSimilarity, SAME_CLASS } from "./field-similarity.ts";
import type { WorkOrderFields } from "./work-order-fields.ts";

type DraftSource = {
  session: Pick<SessionRecord, "clues" | "recentTurns" | "title">;
  /** From the caller, checked and standard. */
  stated: WorkOrderFields;
  basedOn: WorkOrder | undefined;
  message: string | undefined;
  vocabulary: Vocabulary;
};

type WordSource = Omit<DraftSource, "message">;
type DraftText = Pick<
  WorkOrder,
  "itemNo" | "process" | "location" | "equipmentType" | "statusCode" | "priority" | "title" | "details"
>;

/**
 * The content of a draft. Each field: what the caller states, else the session's clue, else the past order's. The item
 * number and process of a past order are taken only where its place (and for the item its equipment's class) is the same.
 */
export function draftFrom({ session, stated, basedOn, message, vocabulary }: DraftSource): DraftText {
  const { clues } = session;
  const chosen = (field: ClueField) => stated[field] ?? clues[field]?.term ?? basedOn?.[field] ?? "";
  const location = chosen("location");
  const equipmentType = chosen("equipmentType");
  const isSamePlace = basedOn?.location === location;
  const isSameThing = isSamePlace && fieldSimilarity(basedOn.equipmentType, equipmentType) >= SAME_CLASS;
  const language = languageOf(message ?? lastMessage(session) ?? basedOn?.title ?? session.title);
  const source = { session, stated, basedOn, vocabulary };
  const wording = draftWording(language, {
    said: message?.trim() || undefined,
    equipment: equipmentWords(source, language),
    symptom: symptomWords(source),
    location,
    similarTo: basedOn?.title,
  });
  return {
    itemNo: stated.itemNo ?? clues.itemNo?.term ?? (isSameThing ? basedOn.itemNo : ""),
    process: stated.process ?? (isSamePlace ? basedOn.process : ""),
    location,
    equipmentType,
    statusCode: chosen("statusCode"),
    priority: chosen("priority") || (generalPriority(vocabulary.terms)?.name ?? ""),
    title: stated.title ?? wording.title,
    details: stated.details ?? wording.details,
  };
}

function lastMessage({ recentTurns }: DraftSource["session"]): string | undefined {
  return recentTurns.at(-1)?.message;
}

/** What the user called it, if that is a name of it, else its standard name as people say it. */
function equipmentWords({ session, stated, basedOn, vocabulary }: WordSource, language: Language): string {
  const name = stated.equipmentType ?? session.clues.equipmentType?.term ?? basedOn?.equipmentType ?? "";
  const clue = session.clues.equipmentType;
  const spoken = clue?.term === name ? spokenName(vocabulary, "equipmentType", clue) : undefined;
  return spoken ?? (name === "" ? "" : termLabel(vocabulary, "equipmentType", name, language));
}

/** What is wrong in the user's words. A status that nobody worded is no symptom. */
function symptomWords({ session, stated, vocabulary }: WordSource): string {
  const clue = session.clues.statusCode;
  if (clue === undefined || !clue.explicit || (stated.statusCode ?? clue.term) !== clue.term) return "";
  const spoken = spokenName(vocabulary, "statusCode", clue);
  return spoken === undefined || isPlainlyVerb(spoken) ? clue.original : spoken;
}
