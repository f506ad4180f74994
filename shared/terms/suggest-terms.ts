import type { Term, TermCategory } from "../ports/term-store.ts";
import { initialsOf } from "./jamo.ts";
import { matchTerms } from "./match-terms.ts";
import { foldText } from "./normalise-text.ts";
import { formsOf, isWholeClass } from "./term-forms.ts";
import { onKoreanKeyboard, typedKeys } from "./typed-keys.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Suggestible = {
  term: Term;
  isName: boolean;
  isWholeClass: boolean;
  folded: string;
  keys: string;
  wordKeys: string[];
  initials: string;
};
type Wanted = { keys: string; plain: string; other: string; literal: string };

const longestQuery = 100;
/** Lower is better; what is not found by any of these is looked for as a whole, misspelt perhaps. */
const ranks = { whole: 0, literal: 0.5, name: 1, alias: 2, word: 3, initials: 4, otherKeyboard: 5, none: 9 };

const prepared = new WeakMap<Vocabulary, Suggestible[]>();

/**
 * Terms that what is being typed may become, the likeliest first: by the beginning of a name or its first alias, another
 * alias or a word in one, half-typed syllables and signs (#) included, then by initial consonants (ㅋㅂㅇ), then as typed on
 * the wrong keyboard. Whole classes, the shortest first, come before other terms in their order.
 */
export function suggestTerms(
  vocabulary: Vocabulary,
  { query, category, limit }: { query: string; category?: TermCategory | undefined; limit: number },
): Term[] {
  const folded = foldText(query.slice(0, longestQuery));
  const wanted: Wanted = {
    literal: folded.trim(),
    keys: squeezed(typedKeys(folded)),
    plain: squeezed(folded),
    other: squeezed(onKoreanKeyboard(folded)),
  };
  if (wanted.literal === "") return [];
  const best = new Map<Term, { rank: number; form: Suggestible }>();
  for (const form of suggestibles(vocabulary)) {
    if (category !== undefined && form.term.category !== category) continue;
    const rank = rankOf(form, wanted);
    const known = best.get(form.term);
    if (rank === ranks.none || (known !== undefined && known.rank <= rank)) continue;
    best.set(form.term, { rank, form });
  }
  const found = [...best].sort(([, one], [, other]) => one.rank - other.rank || inOrder(one.form, other.form));
  if (found.length > 0) return found.slice(0, limit).map(([term]) => term);
  return misspelt(vocabulary, query.slice(0, longestQuery), category).slice(0, limit);
}

function rankOf(form: Suggestible, wanted: Wanted): number {
  if (wanted.keys === "") return rankOfSign(form, wanted.literal);
  if (wanted.literal.startsWith("#") && form.isName && form.folded.startsWith(wanted.literal)) return ranks.literal;
  if (form.keys === wanted.keys) return ranks.whole;
  if (form.keys.startsWith(wanted.keys)) return form.isName ? ranks.name : ranks.alias;
  if (form.wordKeys.some((keys) => keys.startsWith(wanted.keys))) return ranks.word;
  if (form.initials.startsWith(wanted.plain)) return ranks.initials;
  return wanted.plain.length > 2 && form.keys.startsWith(wanted.other) ? ranks.otherKeyboard : ranks.none;
}

/** Signs alone: only where a word begins with them. */
function rankOfSign({ folded, isName }: Suggestible, sign: string): number {
  if (folded.startsWith(sign)) return isName ? ranks.name : ranks.initials;
  if (!folded.includes(` ${sign}`)) return ranks.none;
  return isName ? ranks.alias : ranks.otherKeyboard;
}

function suggestibles(vocabulary: Vocabulary): Suggestible[] {
  const known = prepared.get(vocabulary);
  if (known !== undefined) return known;
  const all = vocabulary.terms.flatMap((term) => {
    const isClass = isWholeClass(term);
    return formsOf(term).map(({ text, how }) => {
      const folded = foldText(text);
      const words = folded.split(/[\s/\-.()[\]]+/).slice(1);
      return {
        term,
        isName: how === "exact" || text === term.aliases[0],
        isWholeClass: isClass,
        folded,
        keys: squeezed(typedKeys(folded)),
        wordKeys: words.map((word) => squeezed(typedKeys(word))).filter((keys) => keys !== ""),
        initials: squeezed(initialsOf(folded)),
      };
    });
  });
  prepared.set(vocabulary, all);
  return all;
}

function misspelt(vocabulary: Vocabulary, query: string, category: TermCategory | undefined): Term[] {
  const matches = matchTerms(vocabulary, query).filter(
    (match) => category === undefined || match.category === category,
  );
  return [...new Set(matches.toSorted((one, other) => other.confidence - one.confidence).map(({ term }) => term))];
}

function inOrder(one: Suggestible, other: Suggestible): number {
  if (one.isWholeClass !== other.isWholeClass) return one.isWholeClass ? -1 : 1;
  const shorter = one.isWholeClass ? one.keys.length - other.keys.length : 0;
  if (shorter !== 0) return shorter;
  if (one.keys === other.keys) return one.term.name < other.term.name ? -1 : 1;
  return one.keys < other.keys ? -1 : 1;
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s\-_./#()[\]]+/g, "");
}
