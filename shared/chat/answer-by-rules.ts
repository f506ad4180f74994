import type { Citation, ClueField, Recommendation } from "../ports/session-store.ts";
import { fieldLabels, type Language } from "../sessions/field-labels.ts";
import { SAME_CLASS } from "../work-orders/field-similarity.ts";
import { answerPhrases } from "./answer-phrases.ts";
import { isUnderstood } from "./score-quality.ts";
import type { TurnState } from "./turn-state.ts";

type Facts = Pick<
  TurnState,
  | "language"
  | "isQuestion"
  | "isAboutPastWork"
  | "wantsOtherWork"
  | "parsed"
  | "guessedFields"
  | "clues"
  | "missing"
  | "recommendations"
  | "pastWork"
  | "citations"
>;

const OTHERS = 2;
const SAME = 0.995;
/** Below it two values have little in common but the kind of their name. */
const OTHER = 0.5;

/**
 * The answer without a model: what was understood, what answers it, the past work with its reasons, what is missing, the
 * next step. Says only what the turn found; empty when there is nothing to go on.
 */
export function answerByRules(facts: Facts): string {
  if (!isUnderstood(facts)) return "";
  const parts = { understood: understood(facts), work: pastWork(facts), manual: manual(facts) };
  return [...orderOf(facts).flatMap((part) => parts[part]), ...nextStep(facts)].join("\n");
}

/** What was asked for comes first; small talk gets no list. */
function orderOf(facts: Facts): ("understood" | "work" | "manual")[] {
  const { isAboutPastWork, isQuestion, citations } = facts;
  if (addsNothing(facts) && !isQuestion) return ["understood"];
  if (isAboutPastWork) return ["work", "manual", "understood"];
  if (isQuestion && citations.length > 0) return ["manual", "understood", "work"];
  return ["understood", "work", "manual"];
}

function understood(facts: Facts): string[] {
  const { language, parsed, guessedFields, clues } = facts;
  const phrases = answerPhrases[language];
  const labels = fieldLabels[language];
  const said = fieldsOf(parsed.fields).filter(([field]) => !guessedFields.includes(field));
  const mapped = said.flatMap(([field, { original, term }]) =>
    term === undefined ? [] : [`${labels[field]} ${original === term ? term : `“${original}” → ${term}`}`],
  );
  const before = fieldsOf(clues).flatMap(([field, clue]) =>
    clue.explicit && parsed.fields[field] === undefined ? [`${labels[field]} ${clue.term}`] : [],
  );
  const unknown = fieldsOf(parsed.fields).flatMap(([, { original, term }]) =>
    term === undefined ? [phrases.notStandard(original)] : [],
  );
  return [
    ...(addsNothing(facts) ? [phrases.nothingNew] : []),
    ...(mapped.length > 0 ? [`${phrases.understood}: ${mapped.join(" · ")}`] : []),
    ...(before.length > 0 ? [`${phrases.known}: ${before.join(" · ")}`] : []),
    ...unknown,
  ];
}

/** Neither a field nor a question that was answered, nor a wish for past work. */
function addsNothing({ parsed, citations, isAboutPastWork, wantsOtherWork }: Facts): boolean {
  const isSilent = Object.keys(parsed.fields).length === 0 && parsed.denied === undefined;
  return isSilent && citations.length === 0 && !isAboutPastWork && !wantsOtherWork;
}

function pastWork({ language, recommendations, pastWork: work, isAboutPastWork, missing }: Facts): string[] {
  const phrases = answerPhrases[language];
  const details = work === undefined || work.details === "" ? [] : [`${phrases.done}: ${work.details}`];
  if (isAboutPastWork && work !== undefined) {
    return [`${phrases.thatWork}: “${work.title}” (${work.date})`, ...details];
  }
  const [best, ...others] = recommendations;
  if (best === undefined) return missing.length === 0 ? [phrases.noWork] : [];
  const reasons = [...(work === undefined ? [] : [work.date]), ...why(best, language)];
  const titles = [...new Set(others.map(({ title }) => title))].filter((title) => title !== best.title);
  return [
    `${phrases.bestWork}: “${best.title}”${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
    ...details,
    ...(titles.length > 0 ? [`${phrases.otherWork}: ${titles.slice(0, OTHERS).map(quoted).join(", ")}`] : []),
  ];
}

/** A question is answered by the best passage; otherwise the passages are something to read on. */
function manual({ language, citations, isQuestion }: Facts): string[] {
  const phrases = answerPhrases[language];
  const [best, ...others] = citations;
  if (best === undefined) return [];
  const lead = isQuestion ? phrases.manualSays : phrases.seeAlso;
  const further = others.map((citation) => `${source(citation, language)} [${citation.id}]`);
  return [
    `${lead}: “${best.quote}” [${best.id}] (${source(best, language)})`,
    ...(isQuestion && further.length > 0 ? [`${phrases.seeAlso}: ${further.join(", ")}`] : []),
  ];
}

function nextStep({ language, missing, recommendations, isQuestion, citations }: Facts): string[] {
  const phrases = answerPhrases[language];
  if (recommendations.length > 0 && missing.length === 0) return [phrases.draft];
  // Whoever asked the manual something and got an answer need not report anything.
  if (isQuestion && citations.length > 0) return [];
  return missing.slice(0, 2).flatMap((field) => phrases.ask[field] ?? []);
}

function why(work: Recommendation, language: Language): string[] {
  const phrases = answerPhrases[language];
  const fields = fieldsOf(work.why).flatMap(([field, score]) => {
    const label = fieldLabels[language][field];
    // A field that the past work leaves open can't be the same.
    if (label === undefined || work[field] === "") return [];
    if (score >= SAME) return [phrases.same(label)];
    if (score < OTHER) return [phrases.other(label)];
    const isSameClass = field === "equipmentType" && score >= SAME_CLASS;
    return [isSameClass ? phrases.sameKind : phrases.similar(label, Math.round(score * 100))];
  });
  return (work.why["text"] ?? 0) >= OTHER ? [...fields, phrases.wording] : fields;
}

function source({ title, heading, page }: Citation, language: Language): string {
  const where = [title, heading === title ? undefined : heading].filter((part) => part !== undefined);
  return [...where, ...(page === undefined ? [] : [answerPhrases[language].page(page)])].join(", ");
}

function quoted(text: string): string {
  return `“${text}”`;
}

function fieldsOf<Value>(fields: Partial<Record<string, Value>>): [ClueField, Value][] {
  return Object.entries(fields) as [ClueField, Value][];
}
