import type { Chunk } from "../ports/knowledge-index.ts";
import { languageOf } from "../terms/language.ts";

/** How a chunk's score is multiplied: front matter and purpose answer little, another language is read less well. */
const worths = { frontMatter: 0.5, purpose: 0.6, record: 0.8, otherLanguage: 0.85, answersTheKind: 1.15 };
const FRONT_CHARACTERS = 250;
const PURPOSE_CHARACTERS = 300;

/** What stands below the title and before the first section, and says no sentence: number, revision, scope. */
export function isFrontMatter({ ordinal, headings, text }: Chunk): boolean {
  return ordinal === 0 && headings.length < 2 && text.length < FRONT_CHARACTERS && !sentence.test(text);
}

/** How far a chunk of this place and kind answers such a question, whatever its words: a factor for its score. */
export function chunkWorth(chunk: Chunk, query: string): number {
  const { headings, language, text } = chunk;
  const heading = headings.at(-1) ?? "";
  const isPurpose = purpose.test(heading) && text.length < PURPOSE_CHARACTERS && !/\n/.test(text.trim());
  return (
    (isFrontMatter(chunk) ? worths.frontMatter : 1) *
    (isPurpose ? worths.purpose : 1) *
    (language === "mixed" || language === languageOf(query) ? 1 : worths.otherLanguage) *
    (record.test(heading) && !record.test(query) ? worths.record : 1) *
    (headingAnswers(chunk, query) ? worths.answersTheKind : 1)
  );
}

/** Whether the heading promises what is asked for: steps to who asks how, limits to who asks how much. */
export function headingAnswers({ headings }: Chunk, query: string): boolean {
  const asked = kinds.find(({ question }) => question.test(query));
  return asked?.heading.test(headings.at(-1) ?? "") === true;
}

const sentence = /[.!?。！？](?:\s|$)|[다요](?:\s*$)/;
const purpose = /^[\d.\s]*(?:목적|개요|적용|범위|머리말|purpose|scope|introduction|overview|about|when to use)/i;
const record = /기록|보고|이력|\b(?:records?|report|reporting)\b/i;
/** The kinds of question that a heading may promise to answer. */
const kinds = [
  {
    question: /기준|한계|허용|얼마|몇|주기|limit|allowed|how (?:much|many|often|long)|interval/i,
    heading: /기준|한계|설정|주기|limit|setting|interval|criteria/i,
  },
  {
    question:
      /어떻게|어떡|절차|순서|방법|조치|대응|단계|부터|\b(?:how (?:to|do|can|should)|procedures?|steps?|what (?:to|should|do))\b/i,
    heading: /순서|절차|조치|방법|단계|대응|할 일|때$|면$|step|procedure|how to|what to do|response|action/i,
  },
];
