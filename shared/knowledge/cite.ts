import type { Chunk, KnowledgeHit } from "../ports/knowledge-index.ts";
import type { Citation } from "../ports/session-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { headingAnswers } from "./chunk-worth.ts";
import { queryWords, type QueryWord } from "./query-words.ts";
import { splitSentences } from "./split-sentences.ts";
import { chunkBags, holds, weighedByRarity, wordBag, wordCoverage, type WordBag } from "./word-coverage.ts";

const QUOTE_LIMIT_CHARACTERS = 300;
/** A second sentence must add this much of the question's words. */
const WORTH_ADDING = 0.15;
/** A word that the title or a heading says already tells little about which sentence answers. */
const SAID_ABOVE = 0.3;
/** What a number is worth in a sentence when the question asks for one. */
const NUMBER_ASKED = 0.2;
const asksForNumber =
  /얼마|몇|한계|기준|허용|범위|주기|간격|토크|압력|온도|농도|유량|how (?:much|many|long|often|high|hot|far|fast)|limit|torque|pressure|temperature|clearance|interval|speed|level|range/i;

/** One citation a hit, numbered from 1: the one or two sentences that answer best, verbatim, and where they stand. */
export function cite(hits: KnowledgeHit[], query: string): Citation[] {
  const sentences = hits.flatMap(({ chunk }) => quotable(chunk).sentences.map(({ bag }) => bag));
  const words = weighedByRarity(queryWords(query), sentences);
  const forNumber = asksForNumber.test(query) ? NUMBER_ASKED : 0;
  return hits.map(({ chunk, score }, index) => {
    const { above } = chunkBags(chunk);
    const telling = words.map((word) =>
      holds(word, above) > 0 ? { ...word, weight: word.weight * SAID_ABOVE } : word,
    );
    // A section that is what was asked for, the steps themselves, is read from its beginning.
    const isAskedFor = headingAnswers(chunk, query) && words.every((word) => holds(word, above) > 0);
    const { quote, start } = bestQuote(chunk, isAskedFor ? [] : telling, forNumber);
    return citationOf({ chunk, score }, { id: index + 1, quote, start });
  });
}

/** A citation of a passage that stands at `start` in a chunk. */
export function citationOf(
  { chunk, score }: KnowledgeHit,
  { id, quote, start }: { id: number; quote: string; start: number },
): Citation {
  const heading = chunk.headings.at(-1);
  return {
    id,
    documentId: chunk.documentId,
    title: chunk.title,
    ...(chunk.page === undefined ? {} : { page: chunk.page }),
    ...(chunk.line === undefined ? {} : { line: chunk.line + chunk.text.slice(0, start).split("\n").length - 1 }),
    ...(heading === undefined ? {} : { heading }),
    quote,
    score: Math.round(score * 1_000) / 1_000,
  };
}

/** Whether the quote stands in the text, differences of case, width, composition and white space aside. */
export function quoteOccursIn(quote: string, text: string): boolean {
  const wanted = normaliseText(quote);
  return wanted !== "" && normaliseText(text).includes(wanted);
}

type Quote = { quote: string; start: number; bag: WordBag; hasDigit: boolean };
type Quotable = {
  sentences: Quote[];
  /** The first of several table rows names the columns: it answers nothing alone. */
  header: string | undefined;
  /** Each sentence with the next, undefined where they make no quote; as far as it was asked for. */
  joined: (Quote | undefined)[];
};

/** A chunk's sentences, made ready once for each chunk object. */
function quotable(chunk: Chunk): Quotable {
  const known = quotables.get(chunk);
  if (known !== undefined) return known;
  const sentences = splitSentences(chunk.text).map(({ text, start }) => quoteOf(text, start));
  const rows = sentences.filter(({ quote }) => quote.includes(" | "));
  const made: Quotable = { sentences, header: rows.length > 1 ? rows[0]?.quote : undefined, joined: [] };
  quotables.set(chunk, made);
  return made;
}

const quotables = new WeakMap<Chunk, Quotable>();

function quoteOf(quote: string, start: number): Quote {
  return { quote, start, bag: wordBag(quote), hasDigit: /\d/.test(quote) };
}

function bestQuote(chunk: Chunk, words: QueryWord[], forNumber: number): { quote: string; start: number } {
  const { sentences, header } = quotable(chunk);
  const worth = ({ bag, hasDigit }: Quote) => wordCoverage(words, bag) + (hasDigit ? forNumber : 0);
  const coverages = sentences.map((sentence) => (sentence.quote === header ? -1 : worth(sentence)));
  const best = coverages.indexOf(Math.max(...coverages));
  const sentence = sentences[best];
  if (sentence === undefined) return { quote: chunk.text.slice(0, QUOTE_LIMIT_CHARACTERS), start: 0 };
  const quote = [best - 1, best]
    .map((first) => withNext(chunk, first))
    .filter((pair) => pair !== undefined)
    .map((pair) => ({ pair, coverage: worth(pair) }))
    .sort((a, b) => b.coverage - a.coverage)
    .find(({ coverage }) => coverage >= coverages[best]! + WORTH_ADDING)?.pair;
  return quote ?? { quote: sentence.quote.slice(0, QUOTE_LIMIT_CHARACTERS), start: sentence.start };
}

/** Two neighbours of one paragraph as one quote, when that is short enough. */
function withNext(chunk: Chunk, at: number): Quote | undefined {
  const { sentences, joined } = quotable(chunk);
  const [first, second] = [sentences[at], sentences[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  if (at in joined) return joined[at];
  const quote = chunk.text.slice(first.start, second.start + second.quote.length);
  joined[at] = quote.includes("\n") || quote.length > QUOTE_LIMIT_CHARACTERS ? undefined : quoteOf(quote, first.start);
  return joined[at];
}
