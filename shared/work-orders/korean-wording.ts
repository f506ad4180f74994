import { withoutParticle } from "../terms/korean-particles.ts";
import { isEverydayWord } from "../terms/common-words.ts";
import { isPlainlyVerb } from "../terms/korean-stems.ts";
import type { WordingFacts, Wording } from "./draft-wording.ts";
import { koreanReportStyle } from "./korean-report-style.ts";

const actions =
  "점검|검사|진단|교체|교환|수리|보수|정비|청소|세척|조정|조치|개선|설치|제거|주입|보충|급유|윤활|측정|분석|도색|도장|용접|교정|작업|보강|철거|이설|시험|확인";
const actionAtEnd = new RegExp(`(?:${actions})$`);
/** A measure that is asked for: 교체 요청, 수리해 주세요, 점검 필요; the last of a sentence counts. */
const askedAction = new RegExp(
  `(${actions})(?:을|를)?\\s*(?:좀\\s*)?(?:요청|요망|필요|부탁|바람|바랍|해\\s*(?:주|줘)|하여\\s*주|해야|예정|$)`,
  "g",
);
/** A measure before it in the same request: 교체하고 …, 교체 및 …. The first is the main one. */
const joinedAction = new RegExp(`(${actions})(?:을|를)?\\s*(?:하고|및|한\\s*(?:후|뒤)에?|,)\\s*`, "g");
const USUAL_ACTION = "점검";
const checks = new Set([USUAL_ACTION, "확인"]);

const degree =
  /^(?:심하|심해|심한|심합|크|커|큽|많|있|나|남|납|났|난|생기|생겼|생깁|들려|들리|들립|발생|계속)[가-힣]*$/;
/** How words end that lead on to a noun or a clause: 심하니, 새는, 고장나서. */
const connective = /(?:니|서|고|며|면|데|만|는|은|한|된|던)$/;
const adverb = /[가-힣](?:게|히)$/;
const pleading = /(?<![가-힣])(?:제발요?|부디)(?![가-힣])/g;
const requestAtEnd = /\s*(?:요청|요망|필요|바람|바랍니다|부탁\S*|해\s*(?:주세요|줘요?))$/;

/** Titles in the nominal style of work orders (컨베이어 소음 점검), the best first. */
export function koreanWording(facts: WordingFacts): Wording {
  const { said, equipment, similarTo } = facts;
  const symptom = symptomOf(withoutName(facts.symptom, equipment));
  // A lone verb (샘) reads badly in a title; with its noun (기름 샘) it says what happens.
  const matter = symptom.isVerb && !symptom.text.includes(" ") ? "" : symptom.text;
  const titles = [
    ...orderedTitles(said, facts),
    equipment && matter && act(`${equipment} ${matter}`),
    equipment && matter && `${equipment} ${matter}`,
    equipment && act(equipment),
    equipment,
    matter && act(matter),
    similarTo && act(similarTo),
    similarTo,
    said && koreanReportStyle(said),
  ].filter((title): title is string => Boolean(title));
  const details = [detailsOf(facts, symptom), detailsOf({ ...facts, said: undefined }, symptom)];
  return { titles, details };
}

/** Whether a message asks for a certain measure, more than to look at it. */
export function asksForMeasureInKorean(message: string): boolean {
  return orderedTitles(message, { equipment: "" }).length > 0;
}

/** What the user asked to be done, and to what: 베어링 교체해 주세요. */
function orderedTitles(said: string | undefined, { equipment, place = "" }: Named): string[] {
  const asked = mainMeasure(said ?? "");
  if (said === undefined || asked === undefined) return [];
  const { action, index } = asked;
  const before = said
    .slice(0, index)
    .split(/[.!?,~]/)
    .at(-1)!;
  const words = before.replace(place, " ").trim().split(/\s+/);
  const object = withoutParticle(words.at(-1) ?? "");
  if (object === "") return [];
  if (equipment.includes(object)) return [`${equipment} ${action}`];
  const modifier = words.at(-2) ?? "";
  const whole = isBareNoun(modifier) && !equipment.includes(modifier) ? `${modifier} ${object}` : object;
  return [
    ...(equipment === "" ? [] : [`${equipment} ${whole} ${action}`]),
    `${whole} ${action}`,
    `${object} ${action}`,
  ];
}

/** The measure that a message asks for above all; undefined when it only asks to look. */
function mainMeasure(said: string): { action: string; index: number } | undefined {
  const asked = [...said.matchAll(askedAction)].at(-1);
  if (asked === undefined) return undefined;
  const start = Math.max(...[".", "!", "?"].map((sign) => said.lastIndexOf(sign, asked.index)));
  const before = [...said.matchAll(joinedAction)].filter(({ index }) => index > start && index < asked.index);
  const main = [...before, asked].find(([, action]) => !checks.has(action!));
  return main && { action: main[1]!, index: main.index };
}

/** 롤러 in 롤러 베어링; not 어제, 소음이, 심하게, 7번. */
function isBareNoun(word: string): boolean {
  return /^(?:[가-힣]{2,}|[A-Za-z]{2,})$/.test(word) && withoutParticle(word) === word && isPlainNoun(word);
}

function isPlainNoun(word: string): boolean {
  return !adverb.test(word) && !connective.test(word) && !isPlainlyVerb(word) && !isEverydayWord(word);
}

/** 펌프 진동 of a 펌프 is 진동. */
function withoutName(symptom: string, equipment: string): string {
  const rest = equipment !== "" && symptom.startsWith(`${equipment} `) ? symptom.slice(equipment.length) : symptom;
  return rest.trim();
}

/** Where the work is and what it is done to, as the user said it. */
type Named = { equipment: string; place?: string | undefined };

type Symptom = { text: string; isVerb: boolean };

/** What is wrong, without the request and the adverb behind it: 소음이 심하게 -> 소음; 기름이 새요 -> 기름 샘. */
function symptomOf(words: string): Symptom {
  const parts = words.replace(requestAtEnd, "").trim().split(/\s+/);
  while (parts.length > 1 && adverb.test(parts.at(-1)!)) parts.pop();
  // 진동이 심합니다 says no more than 진동.
  if (parts.length > 1 && (degree.test(parts.at(-1)!) || parts.at(-1) === "심함")) parts.pop();
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
      .map((sentence) => koreanReportStyle(sentence.replaceAll(pleading, " ").trim()))
      .filter(Boolean)
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
