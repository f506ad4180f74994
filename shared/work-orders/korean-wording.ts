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

/** Titles in the nominal style of work orders (컨베이어 소음 점검), the best first. */
export function koreanWording({ said, equipment, symptom, location, similarTo }: WordingFacts): Wording {
  const action = [...(said ?? "").matchAll(askedAction)].at(-1)?.[1] ?? USUAL_ACTION;
  const isVerbal = isPlainlyVerb(symptom);
  const matter = isVerbal ? "" : symptom;
  const act = (words: string) => (actionAtEnd.test(words) ? words : `${words} ${action}`);
  const both = equipment && matter && `${equipment} ${matter}`;
  const titles = [
    both && act(both),
    both,
    equipment && act(equipment),
    equipment,
    matter && act(matter),
    similarTo && act(similarTo),
    similarTo,
    said && koreanReportStyle(said),
  ].filter((title): title is string => Boolean(title));
  return { titles, details: detailsOf({ said, equipment, symptom, location, similarTo }, action) };
}

function detailsOf({ said, equipment, symptom, location, similarTo }: WordingFacts, action: string): string {
  const request = `${action} 요청.`;
  if (said !== undefined) {
    const report = `${koreanReportStyle(said)}.`;
    return askedAction.test(report) || report.endsWith("요망.") ? report : `${report} ${request}`;
  }
  const where = [location, equipment].filter(Boolean).join(" ");
  if (symptom !== "") {
    if (actionAtEnd.test(symptom)) return `${where} ${symptom} 요청.`.trim();
    const happens = isPlainlyVerb(symptom) ? koreanReportStyle(symptom) : `${symptom} 발생`;
    return `${where} ${happens}. ${request}`.trim();
  }
  if (where !== "") return `${where} ${request}`;
  return similarTo === undefined ? "" : `과거 작업(${similarTo})과 유사. ${request}`;
}
