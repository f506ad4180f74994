import type { WorkOrder } from "../ports/work-order-store.ts";
import { termCategories, type Term, type TermCategory } from "../ports/term-store.ts";
import { logLikelihoodRatio } from "./log-likelihood.ts";
import { normaliseText } from "./normalise-text.ts";
import { termCodes } from "./term-codes.ts";
import { phraseKey, stemmedPhrase, titlePhrases } from "./title-phrases.ts";

/** A phrase is learnt as an alias when it stands in this many titles of the value, */
const leastSupport = 5;
/** when this share of the titles with the phrase, of those whose field is filled, have the value, */
const leastPrecision = 0.65;
/** when this share of all titles with the phrase have it, */
const leastCoverage = 0.4;
/** and when chance is no explanation (p < 0.001). */
const leastRatio = 10.83;
/** A pair of words must be surer than its words by so much. */
const leastGain = 0.1;
const mostAliases = 60;
const longestName = 200;
/** Phrases seen once are forgotten when there are more than this, so that memory stays bounded. */
const mostPhrases = 400_000;

type Tally = { names: Map<string, Map<string, number>>; totals: Map<string, number>; filled: number };

/**
 * Standard terms from a history: one for each distinct value of a field, with the words and pairs of words of the titles
 * that go with that value and no other as aliases. A phrase, in all its forms, is learnt for one category only: where it
 * surprises most. The name of a value is an alias of no other. Priorities get no aliases: titles do not tell them.
 */
export async function deriveTerms(batches: AsyncIterable<readonly WorkOrder[]>): Promise<Term[]> {
  const tallies = new Map<TermCategory, Tally>(
    termCategories.map((category) => [category, { names: new Map(), totals: new Map(), filled: 0 }]),
  );
  const phrases = new Map<string, PhraseCounts>();
  for await (const batch of batches) {
    for (const order of batch) count(order, tallies, phrases);
    if (phrases.size > mostPhrases) forgetRare(phrases);
  }
  const names = new Set([...tallies.values()].flatMap(({ totals }) => [...totals.keys()].map(phraseKey)));
  const learnt = learntPhrases(tallies, phrases, names);
  return termCategories.flatMap((category) => termsOf(category, tallies.get(category)!, learnt));
}

/** How often a phrase was seen, alone, in each of its forms, and with each value (`category\nvalue`) or filled field (`category`). */
type PhraseCounts = { seen: number; forms: Map<string, number>; with: Map<string, number> };

function count(order: WorkOrder, tallies: Map<TermCategory, Tally>, phrases: Map<string, PhraseCounts>): void {
  const keys: string[] = [];
  for (const category of termCategories) {
    const name = order[category].normalize("NFC").trim().slice(0, longestName);
    if (name === "") continue;
    const value = normaliseText(name);
    const tally = tallies.get(category)!;
    tally.filled += 1;
    increase(tally.totals, value);
    const spellings = tally.names.get(value) ?? new Map<string, number>();
    increase(spellings, name);
    tally.names.set(value, spellings);
    if (category !== "priority") keys.push(category, `${category}\n${value}`);
  }
  const inTitle = new Map([...titlePhrases(order.title)].map((form) => [stemmedPhrase(form), form]));
  for (const [phrase, form] of inTitle) {
    const counts = phrases.get(phrase) ?? {
      seen: 0,
      forms: new Map<string, number>(),
      with: new Map<string, number>(),
    };
    counts.seen += 1;
    increase(counts.forms, form);
    for (const key of keys) increase(counts.with, key);
    phrases.set(phrase, counts);
  }
}

function termsOf(category: TermCategory, tally: Tally, learnt: ReadonlyMap<string, Learnt[]>): Term[] {
  const names = new Map([...tally.names].map(([value, spellings]) => [value, commonest(spellings)]));
  const codes = termCodes(names.values());
  return [...names]
    .map(([value, name]) => ({
      category,
      code: codes.get(name)!,
      name,
      aliases: aliasesOf(learnt.get(`${category}\n${value}`) ?? [], value),
    }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

type Learnt = { phrase: string; form: string; surprise: number; precision: number };

/** By the value (`category\nvalue`) that each phrase goes with most strongly. */
function learntPhrases(
  tallies: ReadonlyMap<TermCategory, Tally>,
  phrases: ReadonlyMap<string, PhraseCounts>,
  names: ReadonlySet<string>,
): Map<string, Learnt[]> {
  const strongest = new Map<string, Learnt & { key: string }>();
  for (const [phrase, counts] of phrases) {
    const form = commonest(counts.forms);
    const matchedBy = phraseKey(form);
    if (names.has(matchedBy)) continue;
    for (const [category, tally] of tallies) {
      const found = valueToldBy(category, tally, counts);
      const rival = strongest.get(matchedBy);
      if (found !== undefined && (rival === undefined || found.surprise > rival.surprise)) {
        strongest.set(matchedBy, { phrase, form, ...found });
      }
    }
  }
  return Map.groupBy(strongest.values(), ({ key }) => key);
}

/** The value of this category that the phrase tells, if it does. */
function valueToldBy(category: TermCategory, tally: Tally, counts: PhraseCounts) {
  const filled = counts.with.get(category) ?? 0;
  if (filled < leastSupport) return undefined;
  for (const [key, both] of counts.with) {
    if (!key.startsWith(`${category}\n`) || both < leastSupport) continue;
    const total = tally.totals.get(key.slice(category.length + 1))!;
    const precision = both / filled;
    const ratio = logLikelihoodRatio({ both, word: filled, value: total, all: tally.filled });
    const isCommonAnyway = precision <= total / tally.filled;
    if (isCommonAnyway || precision < leastPrecision || both / counts.seen < leastCoverage || ratio < leastRatio)
      continue;
    return {
      key,
      surprise: (both / counts.seen) * Math.log1p(both) * Math.log((precision * tally.filled) / total),
      precision,
    };
  }
  return undefined;
}

/** The strongest first. A pair that says no more than one of its words does, or than the name, is left out. */
function aliasesOf(learnt: readonly Learnt[], value: string): string[] {
  const precisions = new Map(learnt.map(({ phrase, precision }) => [phrase, precision]));
  precisions.set(phraseKey(value), 1);
  const saysMore = ({ phrase, precision }: Learnt) =>
    phrase.split(" ").every((part) => part === phrase || (precisions.get(part) ?? 0) < precision - leastGain);
  return learnt
    .filter(saysMore)
    .toSorted((one, other) => other.surprise - one.surprise || (one.phrase < other.phrase ? -1 : 1))
    .map(({ form }) => form)
    .slice(0, mostAliases);
}

function commonest(spellings: ReadonlyMap<string, number>): string {
  return [...spellings].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))[0]![0];
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function forgetRare(phrases: Map<string, PhraseCounts>): void {
  for (const [phrase, { seen }] of phrases) if (seen === 1) phrases.delete(phrase);
}
