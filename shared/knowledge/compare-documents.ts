import type { Chunk, KnowledgeHit } from "../ports/knowledge-index.ts";
import { citationList } from "./citation-list.ts";
import { cite } from "./cite.ts";
import type { ComparisonParts } from "./comparison-parts.ts";
import type { Comparison, ComparisonCell } from "./search-answer.ts";
import { queryWords } from "./query-words.ts";
import { chunkBags, wordCoverage } from "./word-coverage.ts";

/** Searches as the caller may, in one document where it is named. */
export type FindHits = (query: string, limit: number, documentId?: string) => Promise<KnowledgeHit[]>;

type Row = { name: string; hits: (KnowledgeHit | undefined)[] };

const MOST_ROWS = 6;
const CANDIDATES = 5;
/** The share of a part's words that a passage about it holds: as for any search. */
const IS_ABOUT = 0.5;
const words = {
  ko: { subject: "대상", document: "문서", all: "내용" },
  en: { subject: "Subject", document: "Document", all: "What it says" },
};

/**
 * The comparison by rules: for each subject, or else each document that was found, and each attribute the passage that
 * answers best, in its own words. A cell without evidence stays empty; undefined when all are.
 */
export async function compareDocuments(
  find: FindHits,
  {
    query,
    language,
    parts,
    hits,
  }: { query: string; language: "ko" | "en"; parts: ComparisonParts; hits: KnowledgeHit[] },
): Promise<(Comparison & { passages: KnowledgeHit[] }) | undefined> {
  const { subject, document, all } = words[language];
  const { subjects, attributes } = parts;
  const asked = attributes.length > 0 ? attributes : [query];
  const rows =
    subjects.length > 0
      ? await Promise.all(subjects.map((name) => ofSubject(find, name, attributes)))
      : await Promise.all(bestDocuments(hits).map((chunk) => ofDocument(find, chunk, asked)));
  const passages = [...new Set(rows.flatMap((row) => row.hits.filter((hit) => hit !== undefined)))];
  if (passages.length === 0) return undefined;

  const list = citationList(passages);
  const cellOf = (hit: KnowledgeHit | undefined, attribute: string): ComparisonCell => {
    if (hit === undefined) return { text: "" };
    const { quote } = cite([hit], attribute)[0]!;
    const citation = list.take({ text: quote, passage: passages.indexOf(hit) + 1, quote });
    return citation === undefined ? { text: "" } : { text: quote, citation };
  };
  const table = {
    columns: [subjects.length > 0 ? subject : document, ...(attributes.length > 0 ? attributes : [all])],
    rows: rows
      .filter((row) => subjects.length > 0 || row.hits.some((hit) => hit !== undefined))
      .map((row) => ({
        cells: [{ text: row.name }, ...row.hits.map((hit, index) => cellOf(hit, attributes[index] ?? query))],
      })),
  };
  return { table, citations: list.citations, passages };
}

/**
 * A subject is told of by passages whose title or headings name it, and by others of the document that tells most of it.
 * Of these the one that holds most of the attribute is taken.
 */
async function ofSubject(find: FindHits, name: string, attributes: string[]): Promise<Row> {
  const asked = attributes.length > 0 ? attributes : [""];
  const home = (await find(name, CANDIDATES)).find(({ chunk }) => isNamedAbove(chunk, name))?.chunk.documentId;
  const hits = asked.map(async (attribute) => {
    const named = (await find(`${name} ${attribute}`.trim(), CANDIDATES)).filter(({ chunk }) =>
      isNamedAbove(chunk, name),
    );
    const beside = home === undefined || attribute === "" ? [] : await find(attribute, CANDIDATES, home);
    return fullest([...named, ...beside], attribute);
  });
  return { name, hits: await Promise.all(hits) };
}

function fullest(hits: KnowledgeHit[], attribute: string): KnowledgeHit | undefined {
  if (attribute === "") return hits[0];
  const held = hits.map(({ chunk }) => wordCoverage(queryWords(attribute), chunkBags(chunk).whole));
  const most = Math.max(0, ...held);
  return most >= IS_ABOUT ? hits[held.indexOf(most)] : undefined;
}

async function ofDocument(find: FindHits, { documentId, title }: Chunk, attributes: string[]): Promise<Row> {
  const hits = attributes.map(async (attribute) => (await find(attribute, 1, documentId))[0]);
  return { name: title, hits: await Promise.all(hits) };
}

function isNamedAbove(chunk: Chunk, name: string): boolean {
  return wordCoverage(queryWords(name), chunkBags(chunk).above) >= IS_ABOUT;
}

function bestDocuments(hits: KnowledgeHit[]): Chunk[] {
  const seen = new Set<string>();
  return hits
    .map(({ chunk }) => chunk)
    .filter(({ documentId }) => !seen.has(documentId) && seen.add(documentId))
    .slice(0, MOST_ROWS);
}
