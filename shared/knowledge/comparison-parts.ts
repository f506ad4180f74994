import { normaliseText } from "../terms/normalise-text.ts";
import { queryWords } from "./query-words.ts";
import { wordBag, wordCoverage } from "./word-coverage.ts";

/** What is compared, and by what. Either may be empty: then nothing was said about it. */
export type ComparisonParts = { subjects: string[]; attributes: string[] };

const MOST = 6;
/** A part that a title holds so far names what the document is about. */
const IS_SUBJECT = 0.5;
const lead =
  /^(?:please\s+)?(?:compare|comparison\s+of|(?:what\s+(?:is|are)\s+)?(?:the\s+)?differences?\s+(?:in|between|of))\s+/i;
const tail = /\s*(?:을|를|의)?\s*(?:비교|대조|차이)(?:점|표)?(?:[은는을를이가]|해|하|로|$|\s).*$|[?.!。？]+\s*$/;
const and =
  /\s*[,;]\s*|\s+(?:and|or|vs\.?|versus|및|그리고|또는|대)\s+|(?<=[가-힣)\d])(?:와|(?<!결|효|초|경|통|성)과|랑|이랑|하고)\s+/i;

/** The ways to say it, and which side of the joining word holds what is compared. */
const forms: { pattern: RegExp; subjects: 1 | 2 }[] = [
  { pattern: /^(.+?)\s*:\s*(.+)$/, subjects: 1 },
  { pattern: /^(.+?)\s+(?:by|on|in terms of|regarding|with respect to)\s+(.+)$/i, subjects: 1 },
  { pattern: /^(.+?)\s+(?:of|for|between|among)\s+(.+)$/i, subjects: 2 },
  { pattern: /^(.+?[가-힣)\w])의\s+(.+)$/, subjects: 1 },
  { pattern: /^(.+?[가-힣)\w])(?:을|를)\s+(.+?)(?:(?:을|를)?\s*기준으로|으로|로)?$/, subjects: 1 },
];

/** Reads a wish to compare, Korean or English. Where its form tells nothing, a part that stands in a title is a subject. */
export function comparisonParts(query: string, titles: string[]): ComparisonParts {
  const plain = withoutWish(query);
  for (const { pattern, subjects } of forms) {
    const sides = pattern.exec(plain);
    if (sides === null) continue;
    const [one, other] = [listed(sides[1]!), listed(sides[2]!)];
    return subjects === 1 ? { subjects: one, attributes: other } : { subjects: other, attributes: one };
  }
  const parts = listed(plain);
  if (parts.length < 2) return { subjects: [], attributes: parts };
  const isSubject = (part: string) =>
    titles.some((title) => wordCoverage(queryWords(part), wordBag(title)) >= IS_SUBJECT);
  return { subjects: parts.filter(isSubject), attributes: parts.filter((part) => !isSubject(part)) };
}

/** All that is named in the wish, whatever part it plays. */
export function namedIn(query: string): string[] {
  return listed(withoutWish(query).replaceAll(/[:]|\s(?:of|for|by|on|between)\s|의\s/gi, ", "));
}

function withoutWish(query: string): string {
  return query.normalize("NFC").trim().replace(tail, "").replace(tail, "").replace(lead, "").trim();
}

function listed(text: string): string[] {
  const parts = text
    .split(and)
    .map((part) => part.trim().replace(/^(?:the|a|an)\s+/i, ""))
    .filter((part) => queryWords(part).length > 0);
  const seen = new Set<string>();
  return parts.filter((part) => !seen.has(normaliseText(part)) && seen.add(normaliseText(part))).slice(0, MOST);
}
