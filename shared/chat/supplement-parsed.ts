import type { ParsedField } from "../ports/session-store.ts";
import { termCategories, type TermCategory } from "../ports/term-store.ts";
import { bareWords } from "../terms/bare-words.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { resolveTerm } from "../terms/resolve-term.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import type { FoundField } from "./parse-by-model.ts";
import { confidenceOf, type ParsedByRules } from "./parse-by-rules.ts";
import { isAskedAbout } from "./requests.ts";

/** A dictionary match this sure is not given up for the model's reading. */
export const SURE = 0.9;

type Given = { message: string; vocabulary: Vocabulary; knownItemNos: ReadonlySet<string> };

/** The rules' reading with what the model found besides: only words that stand in the message, only known item numbers. */
export function supplement(byRules: ParsedByRules, found: FoundField[], given: Given): ParsedByRules {
  const message = normaliseText(given.message);
  const fields = { ...byRules.fields };
  const guessed = new Set(byRules.guessed);
  for (const { field, words, confidence } of found) {
    const said = words.trim();
    if (said === "" || !message.includes(normaliseText(said))) continue;
    const original = isCategory(field) ? bareWords(given.vocabulary, field, said) : said;
    const existing = fields[field];
    const better = isCategory(field)
      ? resolved(given.vocabulary, field, original, confidence)
      : knownItem(given.knownItemNos, original, confidence);
    if (better === undefined || isSurer(existing, better)) continue;
    fields[field] = better;
    if (field === "statusCode" && isAskedAbout(message, original, spanOf(message, original))) guessed.add(field);
    else guessed.delete(field);
  }
  const scenario = fields.itemNo === undefined ? byRules.scenario : "S2";
  return { ...byRules, scenario, fields, guessed, confidence: Math.max(byRules.confidence, confidenceOf(fields)) };
}

function spanOf(message: string, words: string) {
  const start = message.indexOf(normaliseText(words));
  return { start, end: start + words.length };
}

function isCategory(field: string): field is TermCategory {
  return (termCategories as readonly string[]).includes(field);
}

function isSurer(existing: ParsedField | undefined, better: ParsedField): boolean {
  if (existing?.term === undefined) return false;
  return better.term === undefined || existing.confidence >= Math.min(SURE, better.confidence);
}

function resolved(vocabulary: Vocabulary, category: TermCategory, original: string, confidence: number): ParsedField {
  const match = resolveTerm(vocabulary, category, original);
  if (match === undefined) return { original, confidence: Math.min(confidence, 0.5) };
  return { original, term: match.term.name, code: match.term.code, confidence: match.confidence };
}

function knownItem(known: ReadonlySet<string>, original: string, confidence: number): ParsedField | undefined {
  const wanted = normaliseText(original);
  const itemNo = [...known].find((candidate) => normaliseText(candidate) === wanted);
  return itemNo === undefined ? undefined : { original, term: itemNo, confidence };
}
