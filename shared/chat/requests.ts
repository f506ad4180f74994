import { isQuestion } from "./is-question.ts";
import { isCorrection, type Span } from "./negated-spans.ts";

/** Words for work that is asked for, not for what is wrong: a symptom beside them says more. */
const work =
  /점검|검사|진단|정비|보수|교체|교환|청소|확인|수리|측정|분석|조치|작업|check|inspect|repair|replace|maintenance|clean|service|overhaul|survey|look|change|calibrat/i;
const askedBehind =
  /^\s*(?:을|를|도|이|가)?\s*(?:좀\s*)?(?:요청|부탁|바랍|바람|의뢰|필요|예정|해\s?주|해\s?야|하려|할\s?것|합시다|please|required|requested|needed)/i;
const askedBefore = /(?:please|needs?|need to|due for|request(?:ing)?|schedule)\s+(?:an?\s+|the\s+|its\s+)?$/i;

/** Whether the words in this span ask for work. */
export function isRequest(message: string, words: string, { start, end }: Span): boolean {
  if (work.test(words)) return true;
  return (
    askedBehind.test(message.slice(end, end + 14)) || askedBefore.test(message.slice(Math.max(0, start - 20), start))
  );
}

/** Whether these words only say which work the user asks about: how is it inspected, when was it replaced. They report nothing. */
export function isAskedAbout(message: string, words: string, span: Span): boolean {
  if (!isQuestion(message) || isCorrection(message) || changesTo.test(message)) return false;
  return isRequest(message, words, span);
}

const changesTo =
  /로\s*(?:바꿔|바꾸|변경|수정|정정)|\b(?:change|switch|set|correct)\s+(?:(?:it|that|this|the\s+\w+)\s+)?to\b|\bmake\s+(?:it|that)\b/i;
