import type { Caller } from "../ports/caller.ts";
import type { KnowledgeHit, SearchFilter } from "../ports/knowledge-index.ts";
import type { Citation } from "../ports/session-store.ts";
import { languageOf } from "../terms/language.ts";
import { cite } from "./cite.ts";
import { readableGroups } from "./readable-groups.ts";
import { searchKnowledge, type SearchPorts } from "./search-knowledge.ts";

export type SearchRequest = {
  query: string;
  filters?: Omit<SearchFilter, "groups"> | undefined;
  format?: "documents" | "summary" | "comparison" | undefined;
  limit?: number | undefined;
};

type SearchResult = {
  documentId: string;
  title: string;
  headings: string[];
  text: string;
  page?: number;
  line?: number;
  url?: string;
  score: number;
};

/** Each row is one document in its own words; `citation` is its source. */
type ComparisonTable = { columns: string[]; rows: { cells: string[]; citation: number }[] };

export type SearchAnswer = {
  requestId: string;
  results: SearchResult[];
  answer?: string;
  table?: ComparisonTable;
  citations: Citation[];
};

const DEFAULT_LIMIT = 10;
const SUMMARY_QUOTES = 5;
const noEvidence = { ko: "근거를 찾지 못했습니다.", en: "No evidence found." };
const comparisonColumns = { ko: ["문서", "항목", "내용"], en: ["Document", "Section", "What it says"] };

/** What the documents that the caller may read say to a query. Nothing relevant: no results and a plain sentence, never a made-up answer. */
export async function answerSearch(
  ports: SearchPorts & { newId: () => string },
  caller: Caller,
  { query, filters, format = "documents", limit = DEFAULT_LIMIT }: SearchRequest,
): Promise<SearchAnswer> {
  const hits = await searchKnowledge(ports, { query, groups: readableGroups(caller), filters, limit });
  const requestId = ports.newId();
  const language = languageOf(query);
  if (hits.length === 0) return { requestId, results: [], answer: noEvidence[language], citations: [] };
  const results = hits.map(toResult);
  if (format === "documents") return { requestId, results, citations: cite(hits, query) };
  if (format === "summary") {
    const citations = cite(hits.slice(0, SUMMARY_QUOTES), query);
    return { requestId, results, answer: citations.map(({ quote, id }) => `${quote} [${id}]`).join("\n"), citations };
  }
  const citations = cite(bestOfEachDocument(hits), query);
  const rows = citations.map(({ id, title, heading, quote }) => ({
    cells: [title, heading ?? "", quote],
    citation: id,
  }));
  return { requestId, results, table: { columns: comparisonColumns[language], rows }, citations };
}

function toResult({ chunk, score }: KnowledgeHit): SearchResult {
  const { documentId, title, headings, text, page, line, url } = chunk;
  return {
    documentId,
    title,
    headings,
    text,
    ...(page === undefined ? {} : { page }),
    ...(line === undefined ? {} : { line }),
    ...(url === undefined ? {} : { url }),
    score,
  };
}

function bestOfEachDocument(hits: KnowledgeHit[]): KnowledgeHit[] {
  const seen = new Set<string>();
  return hits.filter(({ chunk }) => !seen.has(chunk.documentId) && seen.add(chunk.documentId));
}
