import type { Term, TermCategory } from "../ports/term-store.ts";
import { initialsOf } from "./jamo.ts";
import { matchTerms } from "./match-terms.ts";
import { foldText } from "./normalise-text.ts";
import { formsOf } from "./term-forms.ts";
import { onKoreanKeyboard, typedKeys } from "./typed-keys.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Suggestible = { term: Term; isName: boolean; keys: string; wordKeys: string[]; initials: string };

const longestQuery = 100;
/** Lower is better; what is not found by any of these is looked for as a whole, misspelt perhaps. */
const ranks = { whole: 0, name: 1, alias: 2, word: 3, initials: 4, otherKeyboard: 5, none: 9 };

const prepared = new WeakMap<Vocabulary, Suggestible[]>();

/**
 * Terms that what is being typed may become, the likeliest first: by the beginning of a name, an alias or a word in one,
 * half-typed syllables included, then by initial consonants (ㅋㅂㅇ), then as typed on the wrong keyboard.
 */
export function suggestTerms(
  vocabulary: Vocabulary,
  { query, category, limit }: { query: string; category?: TermCategory | undefined; limit: number },
): Term[] {
  const folded = foldText(query.slice(0, longestQuery));
  const wanted = {
    keys: squeezed(typedKeys(folded)),
    plain: squeezed(folded),
    other: squeezed(onKoreanKeyboard(folded)),
  };
  if (wanted.keys === "") return [];
  const best = new Map<Term, { rank: number; length: number }>();
  for (const form of suggestibles(vocabulary)) {
    if (category !== undefined && form.term.category !== category) continue;
    const rank = rankOf(form, wanted);
    const known = best.get(form.term);
    if (rank === ranks.none || (known !== undefined && known.rank <= rank)) continue;
    best.set(form.term, { rank, length: form.keys.length });
  }
  const found = [...best].sort(([one, a], [other, b]) => a.rank - b.rank || a.length - b.length || byName(one, other));
  if (found.length > 0) return found.slice(0, limit).map(([term]) => term);
  return misspelt(vocabulary, query.slice(0, longestQuery), category).slice(0, limit);
}

function rankOf(form: Suggestible, wanted: { keys: string; plain: string; other: string }): number {
  if (form.keys === wanted.keys) return ranks.whole;
  if (form.keys.startsWith(wanted.keys)) return form.isName ? ranks.name : ranks.alias;
  if (form.wordKeys.some((keys) => keys.startsWith(wanted.keys))) return ranks.word;
  if (form.initials.startsWith(wanted.plain)) return ranks.initials;
  return wanted.plain.length > 2 && form.keys.startsWith(wanted.other) ? ranks.otherKeyboard : ranks.none;
}

function suggestibles(vocabulary: Vocabulary): Suggestible[] {
  const known = prepared.get(vocabulary);
  if (known !== undefined) return known;
  const all = vocabulary.terms.flatMap((term) =>
    formsOf(term).map(({ text, how }) => {
      const folded = foldText(text);
      const words = folded.split(/[\s/\-.()[\]]+/).slice(1);
      return {
        term,
        isName: how === "exact",
        keys: squeezed(typedKeys(folded)),
        wordKeys: words.filter((word) => word !== "").map(typedKeys),
        initials: squeezed(initialsOf(folded)),
      };
    }),
  );
  prepared.set(vocabulary, all);
  return all;
}

function misspelt(vocabulary: Vocabulary, query: string, category: TermCategory | undefined): Term[] {
  const matches = matchTerms(vocabulary, query).filter(
    (match) => category === undefined || match.category === category,
  );
  return [...new Set(matches.toSorted((one, other) => other.confidence - one.confidence).map(({ term }) => term))];
}

function byName(one: Term, other: Term): number {
  return one.name.length - other.name.length || (one.name < other.name ? -1 : 1);
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s\-_./#()[\]]+/g, "");
}
