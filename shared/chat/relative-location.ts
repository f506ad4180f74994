import type { ParsedByRules } from "./parse-by-rules.ts";
import type { Clue, ParsedField } from "../ports/session-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { resolveTerm } from "../terms/resolve-term.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";

type Numbered = { number: string; start: number; end: number; before: string; between: string; after: string };

const SURE = 0.9;
const numbered = /(?:(\p{L}+)\s?#?)?(\d+)(\s?(?:번째|번|호기|호|기)?\s?)(?=(\p{L}*))/gu;

/**
 * The reading with a place that is named by its number alone, "no, line 8": the place that the session knows with that
 * number in place of the old one, if the plant has such a place.
 */
export function withRelativeLocation(
  parsed: ParsedByRules,
  message: string,
  known: Clue | undefined,
  vocabulary: Vocabulary,
): ParsedByRules {
  if (parsed.fields.location?.term !== undefined) return parsed;
  const location = relativeLocation(message, known, vocabulary);
  if (location === undefined) return parsed;
  const fields = { ...parsed.fields, location };
  const confidences = Object.values(fields).map(({ confidence }) => confidence);
  return {
    ...parsed,
    fields,
    guessed: new Set([...parsed.guessed].filter((field) => field !== "location")),
    confidence: confidences.reduce((sum, value) => sum + value, 0) / confidences.length,
  };
}

function relativeLocation(message: string, known: Clue | undefined, vocabulary: Vocabulary): ParsedField | undefined {
  if (known?.code === undefined || !/\d/.test(message)) return undefined;
  const said = numbersIn(message);
  const aliases = vocabulary.named("location", known.code)?.aliases ?? [];
  for (const base of [known.original, known.term, ...aliases]) {
    const name = normaliseText(base);
    for (const old of numbersIn(name)) {
      for (const next of said) {
        const original = next.number === old.number ? undefined : sameKind(next, old);
        if (original === undefined) continue;
        const words = name.slice(0, old.start) + next.number + name.slice(old.end);
        const match = resolveTerm(vocabulary, "location", words);
        if (match === undefined || match.how === "part" || match.confidence < SURE) continue;
        return { original, term: match.term.name, code: match.term.code, confidence: SURE };
      }
    }
  }
  return undefined;
}

function numbersIn(text: string): Numbered[] {
  return [...normaliseText(text).matchAll(numbered)].map((match) => {
    const [whole, before = "", number = "", between = "", after = ""] = match;
    const start = match.index + whole.indexOf(number, before.length);
    return { number, start, end: start + number.length, before, between, after };
  });
}

/** The words that name the place, when they count the same thing: 8번 라인이야 as 7라인, "line 8" as "8 line". */
function sameKind(said: Numbered, known: Numbered): string | undefined {
  for (const unit of [known.after, known.before]) {
    if (unit === "") continue;
    if (said.after.startsWith(unit)) return said.number + said.between + unit;
    if (said.before === unit) return `${said.before} ${said.number}`;
  }
  return undefined;
}
