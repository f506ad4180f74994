import type { Events } from "../events.ts";
import type { Caller } from "../ports/caller.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import type { KnowledgeHit, SearchFilter } from "../ports/knowledge-index.ts";
import { languageOf } from "../terms/language.ts";
import { cite } from "./cite.ts";
import { compareDocuments, type FindHits } from "./compare-documents.ts";
import { comparisonParts, namedIn, type ComparisonParts } from "./comparison-parts.ts";
import { readableGroups } from "./readable-groups.ts";
import type { SearchAnswer, SearchResult } from "./search-answer.ts";
import { searchKnowledge, type SearchPorts } from "./search-knowledge.ts";
import { compareByModel, summariseByModel } from "./write-by-model.ts";

export type SearchRequest = {
  query: string;
  filters?: Omit<SearchFilter, "groups"> | undefined;
  format?: "documents" | "summary" | "comparison" | undefined;
  limit?: number | undefined;
};

type Ports = SearchPorts & { newId: () => string; events: Events; model?: ChatModel | undefined };
type Answer = Omit<SearchAnswer, "requestId" | "results"> & { hits?: KnowledgeHit[] };

const DEFAULT_LIMIT = 10;
const SUMMARY_QUOTES = 5;
const MOST_PASSAGES = 12;
const PER_NAME = 3;
const noEvidence = { ko: "근거를 찾지 못했습니다.", en: "No evidence found." };

/** What the documents that the caller may read say to a query. Nothing relevant: no results and a plain sentence, never a made-up answer. */
export async function answerSearch(ports: Ports, caller: Caller, request: SearchRequest): Promise<SearchAnswer> {
  const { query, filters, format = "documents", limit = DEFAULT_LIMIT } = request;
  const find: FindHits = (words, most, documentId) =>
    searchKnowledge(ports, {
      query: words,
      groups: readableGroups(caller),
      filters: documentId === undefined ? filters : { ...filters, documentIds: [documentId] },
      limit: most,
    });
  const hits = await find(query, limit);
  const answer = await answers[format]({ ports, find, query, hits, language: languageOf(query) });
  const { hits: found = hits, ...rest } = answer ?? {
    answer: noEvidence[languageOf(query)],
    citations: [],
    degraded: false,
    hits: [],
  };
  return { requestId: ports.newId(), results: found.slice(0, limit).map(toResult), ...rest };
}

type Given = { ports: Ports; find: FindHits; query: string; hits: KnowledgeHit[]; language: "ko" | "en" };

/** How each format is answered; undefined without evidence. */
const answers: Record<"documents" | "summary" | "comparison", (given: Given) => Promise<Answer | undefined>> = {
  async documents({ query, hits }) {
    return hits.length === 0 ? undefined : { citations: cite(hits, query), degraded: false };
  },

  async summary({ ports, query, hits, language }) {
    if (hits.length === 0) return undefined;
    const asked = { query, language, passages: hits.slice(0, MOST_PASSAGES) };
    const written = ports.model && (await summariseByModel(ports.model, asked));
    tell(ports, "summary", written);
    if (written && "answer" in written) {
      return { answer: written.answer.text, citations: written.answer.citations, degraded: false };
    }
    const citations = cite(hits.slice(0, SUMMARY_QUOTES), query);
    const answer = citations.map(({ quote, id }) => `${quote} [${id}]`).join("\n");
    return { answer, citations, degraded: written !== undefined };
  },

  async comparison({ ports, find, query, hits: whole, language }) {
    // No passage need hold half of all that is compared: then each thing is looked for alone.
    const each = whole.length > 0 ? [] : namedIn(query).map((name) => find(name, PER_NAME));
    const hits = [...whole, ...(await Promise.all(each)).flat()];
    const titles = [...new Set(hits.map(({ chunk }) => chunk.title))];
    const parts = comparisonParts(query, titles);
    const compare = (by: ComparisonParts) => compareDocuments(find, { query, language, parts: by, hits });
    const byRules = (await compare(parts)) ?? (await compare({ subjects: [], attributes: [] }));
    if (byRules === undefined) return undefined;
    const { passages, table, citations } = byRules;
    const all = [...passages, ...hits.filter(({ chunk }) => !passages.some((each) => each.chunk.id === chunk.id))];
    const asked = { query, language, passages: all.slice(0, MOST_PASSAGES), subject: table.columns[0]! };
    const written = ports.model && (await compareByModel(ports.model, asked));
    tell(ports, "comparison", written);
    if (written && "answer" in written) return { ...written.answer, degraded: false, hits: all };
    return { table, citations, degraded: written !== undefined, hits: all };
  },
};

/** What the model could not prove is counted; what it did not manage at all is told as any failure of it. */
function tell({ events }: Ports, format: string, written: { removed: number; failure?: string } | undefined): void {
  if (written === undefined) return;
  if (written.removed > 0) events.claimsRemoved({ format, count: written.removed });
  if (written.failure !== undefined) events.modelFailed({ purpose: `search-${format}`, failure: written.failure });
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
