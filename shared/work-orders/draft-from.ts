import type { ClueField, SessionRecord } from "../ports/session-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { generalPriority } from "../sessions/clues.ts";
import type { Language } from "../sessions/field-labels.ts";
import { withoutParticle } from "../terms/korean-particles.ts";
import { languageOf } from "../terms/language.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { draftWording } from "./draft-wording.ts";
import { termLabel } from "./term-label.ts";
import type { WorkOrderFields } from "./work-order-fields.ts";

type DraftSource = {
  session: Pick<SessionRecord, "clues" | "recentTurns" | "title">;
  /** From the caller, checked and standard. */
  stated: WorkOrderFields;
  basedOn: WorkOrder | undefined;
  message: string | undefined;
  vocabulary: Vocabulary;
};

type DraftText = Pick<
  WorkOrder,
  "itemNo" | "process" | "location" | "equipmentType" | "statusCode" | "priority" | "title" | "details"
>;

/**
 * The content of a draft. Each field: what the caller states, else the session's clue, else the past order's. The item
 * number and process of a past order are taken only where its place (and for the item its equipment) is the same. Pure.
 */
export function draftFrom({ session, stated, basedOn, message, vocabulary }: DraftSource): DraftText {
  const { clues } = session;
  const chosen = (field: ClueField) => stated[field] ?? clues[field]?.term ?? basedOn?.[field] ?? "";
  const location = chosen("location");
  const equipmentType = chosen("equipmentType");
  const isSamePlace = basedOn?.location === location;
  const isSameThing = isSamePlace && basedOn?.equipmentType === equipmentType;
  const language = languageOf(message ?? lastMessage(session) ?? basedOn?.title ?? session.title);
  const words = (field: "equipmentType" | "statusCode") =>
    wordsFor(field, { session, stated, basedOn, vocabulary }, language);
  const wording = draftWording(language, {
    said: message?.trim() || undefined,
    equipment: words("equipmentType"),
    symptom: words("statusCode"),
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

/** What the user called it, else its standard name as people say it. A status that nobody worded is no symptom. */
function wordsFor(
  field: "equipmentType" | "statusCode",
  { session, stated, basedOn, vocabulary }: Omit<DraftSource, "message">,
  language: Language,
): string {
  const clue = session.clues[field];
  const isClue = clue !== undefined && (stated[field] ?? clue.term) === clue.term;
  if (isClue && clue.explicit && clue.original !== "") return withoutParticle(clue.original);
  const name = stated[field] ?? clue?.term ?? basedOn?.[field] ?? "";
  if (name === "" || field === "statusCode") return "";
  return termLabel(vocabulary, field, name, language);
}
