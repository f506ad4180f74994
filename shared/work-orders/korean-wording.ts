import { withoutParticle } from "../terms/korean-particles.ts";
import { isPlainlyVerb } from "../terms/korean-stems.ts";
import type { WordingFacts, Wording } from "./draft-wording.ts";
import { koreanReportStyle } from "./korean-report-style.ts";

const actions =
  "점검|검사|진단|교체|교환|수리|보수|정비|청소|세척|조정|조치|개선|설치|제거|주입|보충|급유|윤활|측정|분석|도색|도장|용접|교정|작업|보강|철거|이설|시험|확인";
const actionAtEnd = new RegExp(`(?:${actions})$`);
/** The last measure that is asked for: 교체 요청, 수리해 주세요, 점검 필요. */
const askedAction = new RegExp(
  `(${actions})(?:을|를)?\\s*(?:좀\\s*)?(?:요청|요망|필요|부탁|바람|바랍|해\\s*(?:주|줘)|하여\\s*주|해야|예정|$)`,
  "g",
);
const USUAL_ACTION = "점검";
const checks = new Set([USUAL_ACTION, "확인"]);

const adverb = /[가-힣](?:게|히)$/;
const requestAtEnd = /\s*(?:요청|요망|필요|바람|바랍니다|부탁\S*|해\s*(?:주세요|줘요?))$/;

/** Titles in the nominal style of work orders (컨베이어 소음 점검), the best first. */
export function koreanWording(facts: WordingFacts): Wording {
  const { said, equipment, similarTo } = facts;
  const symptom = symptomOf(facts.symptom);
  // A lone verb (샘) reads badly in a title; with its noun (기름 샘) it says what happens.
  const matter = symptom.isVerb && !symptom.text.includes(" ") ? "" : symptom.text;
  const titles = [
    ...orderedTitles(said, equipment),
    equipment && matter && act(`${equipment} ${matter}`),
    equipment && matter && `${equipment} ${matter}`,
    equipment && act(equipment),
    equipment,
    matter && act(matter),
    similarTo && act(similarTo),
    similarTo,
    said && koreanReportStyle(said),
  ].filter((title): title is string => Boolean(title));
  return { titles, details: detailsOf(facts, symptom) };
}

/** Whether a message asks for a certain measure, more than to look at it. */
export function asksForMeasureInKorean(message: string): boolean {
  return orderedTitles(message, "").length > 0;
}

/** What the user asked to be done, and to what: 베어링 교체해 주세요. */
function orderedTitles(said: string | undefined, equipment: string): string[] {
  const asked = [...(said ?? "").matchAll(askedAction)].at(-1);
  const action = asked?.[1];
  if (said === undefined || action === undefined || checks.has(action)) return [];
  const before = said.slice(0, asked!.index).trim().split(/\s+/).at(-1) ?? "";
  const object = withoutParticle(before);
  if (object === "") return [];
  return equipment === "" || equipment.includes(object)
    ? [`${equipment || object} ${action}`]
    : [`${equipment} ${object} ${action}`, `${object} ${action}`];
}

type Symptom = { text: string; isVerb: boolean };

/** What is wrong, without the request and the adverb behind it: 소음이 심하게 -> 소음; 기름이 새요 -> 기름 샘. */
function symptomOf(words: string): Symptom {
  const parts = words.replace(requestAtEnd, "").trim().split(/\s+/);
  while (parts.length > 1 && adverb.test(parts.at(-1)!)) parts.pop();
  const last = parts.pop() ?? "";
  const isVerb = isPlainlyVerb(last);
  const end = isVerb ? koreanReportStyle(last) : withoutParticle(last);
  return { text: [...parts.map(withoutParticle), end].join(" "), isVerb };
}

function act(words: string): string {
  return actionAtEnd.test(words) ? words : `${words} ${USUAL_ACTION}`;
}

function detailsOf({ said, equipment, location, similarTo }: WordingFacts, symptom: Symptom): string {
  const request = `${USUAL_ACTION} 요청.`;
  if (said !== undefined) {
    const report = said
      .split(/(?<=[.!?~])\s+/)
      .map(koreanReportStyle)
      .join(". ")
      .replaceAll("?. ", "? ");
    if (report.endsWith("?")) return `${report} ${request}`;
    return /요망(?:$|\.)/.test(report) || report.match(askedAction) !== null ? `${report}.` : `${report}. ${request}`;
  }
  const where = [location, equipment].filter(Boolean).join(" ");
  if (symptom.text !== "") {
    if (actionAtEnd.test(symptom.text)) return `${where} ${symptom.text} 요청.`.trim();
    return `${where} ${symptom.text}${symptom.isVerb ? "" : " 발생"}. ${request}`.trim();
  }
  if (where !== "") return `${where} ${request}`;
  return similarTo === undefined ? "" : `과거 작업(${similarTo})과 유사. ${request}`;
}
