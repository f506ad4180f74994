import { termCategories } from "../ports/term-store.ts";
import type { Normaliser } from "../terms/learning/normaliser.ts";
import { readThroughLexicon } from "../terms/learning/read-through-lexicon.ts";
import { readTerms } from "../terms/match-terms.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { isAbsent, isDenied } from "./negated-spans.ts";
import { confidenceOf, type ParsedByRules } from "./parse-by-rules.ts";
import { pickMatch } from "./pick-matches.ts";

/** The rules' reading with the fields that they find only once the plant's lexicon has written abbreviations and slips out. */
export function supplementByLexicon(
  byRules: ParsedByRules,
  { message, vocabulary, lexicon }: { message: string; vocabulary: Vocabulary; lexicon: Normaliser | undefined },
): ParsedByRules {
  const open = termCategories.filter((category) => byRules.fields[category]?.term === undefined);
  const reading = lexicon && open.length > 0 ? readThroughLexicon(lexicon, message.normalize("NFC")) : undefined;
  if (reading === undefined) return byRules;
  const { text, written } = reading;
  const matches = readTerms(vocabulary, text).matches.filter((match) => written(match.start, match.end) !== undefined);
  const fields = { ...byRules.fields };
  const guessed = new Set(byRules.guessed);
  for (const category of open) {
    const said = matches.filter(
      (match) =>
        match.category === category &&
        !isDenied(text, match) &&
        !(category === "statusCode" && isAbsent(text, match)) &&
        byRules.denied[category]?.includes(match.term.name) !== true,
    );
    const picked = pickMatch(text, said);
    const source = picked && written(picked.start, picked.end);
    if (picked === undefined || source === undefined) continue;
    const { term } = picked;
    const confidence = Math.round(picked.confidence * source.confidence * 1_000) / 1_000;
    fields[category] = { original: source.original, term: term.name, code: term.code, confidence };
    guessed.delete(category);
  }
  return { ...byRules, fields, guessed, confidence: confidenceOf(fields) };
}
