import type { KnowledgeHit } from "../ports/knowledge-index.ts";
import type { Citation } from "../ports/session-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { headingAnswers } from "./chunk-worth.ts";
import { queryWords, type QueryWord } from "./query-words.ts";
import { splitSentences } from "./split-sentences.ts";
import { holds, weighedByRarity, wordBag, wordCoverage } from "./word-coverage.ts";

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
  const sentences = hits.flatMap(({ chunk }) => splitSentences(chunk.text).map(({ text }) => wordBag(text)));
  const words = weighedByRarity(queryWords(query), sentences);
  return hits.map(({ chunk, score }, index) => {
    const above = wordBag([chunk.title, ...chunk.headings].join("\n"));
    const telling = words.map((word) =>
      holds(word, above) > 0 ? { ...word, weight: word.weight * SAID_ABOVE } : word,
    );
    // A section that is what was asked for, the steps themselves, is read from its beginning.
    const isAskedFor = headingAnswers(chunk, query) && words.every((word) => holds(word, above) > 0);
    const wanted = isAskedFor ? [] : telling;
    const { quote, start } = bestQuote(chunk.text, wanted, asksForNumber.test(query) ? NUMBER_ASKED : 0);
    const heading = chunk.headings.at(-1);
    return {
      id: index + 1,
      documentId: chunk.documentId,
      title: chunk.title,
      ...(chunk.page === undefined ? {} : { page: chunk.page }),
      ...(chunk.line === undefined ? {} : { line: chunk.line + chunk.text.slice(0, start).split("\n").length - 1 }),
      ...(heading === undefined ? {} : { heading }),
      quote,
      score: Math.round(score * 1_000) / 1_000,
    };
  });
}

/** Whether the quote stands in the text, differences of case, width, composition and white space aside. */
export function quoteOccursIn(quote: string, text: string): boolean {
  const wanted = normaliseText(quote);
  return wanted !== "" && normaliseText(text).includes(wanted);
}

function bestQuote(text: string, words: QueryWord[], forNumber: number): { quote: string; start: number } {
  const sentences = splitSentences(text);
  const header = headerRow(sentences);
  const worth = (quote: string) => wordCoverage(words, wordBag(quote)) + (/\d/.test(quote) ? forNumber : 0);
  const coverages = sentences.map(({ text: quote }) => (quote === header ? -1 : worth(quote)));
  const best = coverages.indexOf(Math.max(...coverages));
  const sentence = sentences[best];
  if (sentence === undefined) return { quote: text.slice(0, QUOTE_LIMIT_CHARACTERS), start: 0 };
  const quote = [best - 1, best + 1]
    .map((other) => joined(text, sentence, sentences[other]))
    .filter((pair) => pair !== undefined)
    .map((pair) => ({ ...pair, coverage: worth(pair.quote) }))
    .sort((a, b) => b.coverage - a.coverage)
    .find((pair) => pair.coverage >= coverages[best]! + WORTH_ADDING);
  return quote ?? { quote: sentence.text.slice(0, QUOTE_LIMIT_CHARACTERS), start: sentence.start };
}

/** The first of several table rows names the columns: it answers nothing alone. */
function headerRow(sentences: Sentence[]): string | undefined {
  const rows = sentences.filter(({ text }) => text.includes(" | "));
  return rows.length > 1 ? rows[0]?.text : undefined;
}

type Sentence = { text: string; start: number };

/** Two neighbours of one paragraph as one quote, when that is short enough. */
function joined(text: string, a: Sentence, b: Sentence | undefined): { quote: string; start: number } | undefined {
  if (b === undefined) return undefined;
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  const quote = text.slice(first.start, second.start + second.text.length);
  return quote.includes("\n") || quote.length > QUOTE_LIMIT_CHARACTERS ? undefined : { quote, start: first.start };
}
