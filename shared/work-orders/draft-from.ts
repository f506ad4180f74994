import type { ClueField, SessionRecord } from "../ports/session-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { generalPriority } from "../sessions/clues.ts";
import type { Language } from "../sessions/field-labels.ts";
import { isPlainlyVerb } from "../terms/korean-stems.ts";
import { languageOf } from "../terms/language.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { draftWording } from "./draft-wording.ts";
import { asksForMeasureInEnglish } from "./english-wording.ts";
import { fieldSimilarity, SAME_CLASS } from "./field-similarity.ts";
import { asksForMeasureInKorean } from "./korean-wording.ts";
import { spokenName } from "./spoken-name.ts";
import { termLabel } from "./term-label.ts";
import type { WorkOrderFields } from "./work-order-fields.ts";

type DraftSource = {
  session: Pick<SessionRecord, "clues" | "recentTurns" | "title">;
  /** From the caller, checked and standard. */
  stated: WorkOrderFields;
  basedOn: WorkOrder | undefined;
  /** The latest past order of the item that was named: it tells where the item stands and what it is. */
  sameItem: WorkOrder | undefined;
  message: string | undefined;
  vocabulary: Vocabulary;
};

type DraftText = Pick<
  WorkOrder,
  "itemNo" | "process" | "location" | "equipmentType" | "statusCode" | "priority" | "title" | "details"
>;

/**
 * The content of a draft. Each field: what the caller states, else the session's clue, else the past order's. The item
 * number and process of a past order are taken only where its place (and for the item its equipment's class) is the same.
 */
export function draftFrom(given: DraftSource): DraftText {
  const { session, stated, basedOn, sameItem, vocabulary } = given;
  const { clues } = session;
  const chosen = (field: ClueField) => stated[field] ?? clues[field]?.term ?? basedOn?.[field] ?? "";
  const location = chosen("location") || (sameItem?.location ?? "");
  const equipmentType = chosen("equipmentType") || (sameItem?.equipmentType ?? "");
  const isSamePlace = basedOn?.location === location;
  const isSameThing = isSamePlace && fieldSimilarity(basedOn.equipmentType, equipmentType) >= SAME_CLASS;
  const message = given.message?.trim() || undefined;
  const language = languageOf(message ?? session.recentTurns.at(-1)?.message ?? basedOn?.title ?? session.title);
  const wording = draftWording(language, {
    said: message ?? measureAsked(session, language),
    equipment: equipmentWords(given, equipmentType, language),
    symptom: symptomWords(given),
    location,
    place: clues.location?.original,
    similarTo: basedOn?.title,
  });
  return {
    itemNo: stated.itemNo ?? clues.itemNo?.term ?? (isSameThing ? basedOn.itemNo : ""),
    process:
      stated.process ?? (isSamePlace ? basedOn.process : sameItem?.location === location ? sameItem.process : ""),
    location,
    equipmentType,
    statusCode: chosen("statusCode"),
    priority: chosen("priority") || (generalPriority(vocabulary.terms)?.name ?? ""),
    title: stated.title ?? wording.title,
    details: stated.details ?? wording.details,
  };
}

/** The latest message that asks for a measure; not the one that asks for the work order itself. */
export function measureAsked(
  { recentTurns }: Pick<DraftSource["session"], "recentTurns">,
  language: Language,
): string | undefined {
  const asks = language === "ko" ? asksForMeasureInKorean : asksForMeasureInEnglish;
  return recentTurns.findLast(({ message }) => !aboutTheOrder.test(message) && asks(message))?.message;
}

const aboutTheOrder = /작업\s*(?:지시|오더|요청서|의뢰)|초안|work\s*order|draft/i;

/** What the user called it, if that is a name of it, else its standard name as people say it. */
function equipmentWords({ session, vocabulary }: DraftSource, name: string, language: Language): string {
  const clue = session.clues.equipmentType;
  const spoken = clue?.term === name ? spokenName(vocabulary, "equipmentType", clue) : undefined;
  return spoken ?? (name === "" ? "" : termLabel(vocabulary, "equipmentType", name, language));
}

/** What is wrong in the user's words. A status that nobody worded is no symptom. */
function symptomWords({ session, stated, vocabulary }: DraftSource): string {
  const clue = session.clues.statusCode;
  if (clue === undefined || !clue.explicit || (stated.statusCode ?? clue.term) !== clue.term) return "";
  const spoken = spokenName(vocabulary, "statusCode", clue);
  return spoken === undefined || isPlainlyVerb(spoken) ? clue.original : spoken;
}
