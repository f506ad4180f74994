import { AppError } from "../errors.ts";
import type { Embedder, VectorCall } from "../ports/embedder.ts";
import type { KnowledgeHit, KnowledgeIndex, SearchFilter } from "../ports/knowledge-index.ts";
import type { Reranker } from "../ports/reranker.ts";
import { nearTokens } from "../terms/near-tokens.ts";
import { synonymsOf } from "../terms/synonyms.ts";
import { tokenise } from "../terms/tokenise.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { isFrontMatter } from "./chunk-worth.ts";
import { queryWords, type QueryWord } from "./query-words.ts";
import { rankCandidates, type SearchTuning } from "./rank-candidates.ts";
import { chunkBags } from "./word-coverage.ts";

export type SearchPorts = {
  index: Pick<KnowledgeIndex, "searchLexical" | "searchDense">;
  embedder?: Embedder | undefined;
  reranker?: Reranker | undefined;
  /** The plant's terms, for other names of what is asked about. */
  vocabulary?: (() => Promise<Vocabulary>) | undefined;
};

export type KnowledgeQuery = {
  query: string;
  /** The caller's groups; undefined for operators, who find everything. */
  groups: string[] | undefined;
  filters?: Omit<SearchFilter, "groups"> | undefined;
  limit: number;
  /** For the calls to an embedder and a reranker; `onFailure` when the search goes on without one. */
  remote?: (Pick<VectorCall, "signal" | "onUsage"> & { onFailure: (service: RemoteService) => void }) | undefined;
};

type RemoteService = "embeddings" | "rerank";

/** A search does not wait longer for an embedder or a reranker; it goes on without. */
const REMOTE_LIMIT_MS = 3_000;
/** A reranker orders the hits with at least this share of the first one's score. */
const LEADERS = 0.7;
/** How many candidates each side brings. */
const POOL = 50;
/** Of the tokens that may have been meant, no more are looked for. */
const MOST_GUESSES = 1_500;
const standardTuning: SearchTuning = { words: true, worth: true, synonyms: true, slips: true, floor: true };

/**
 * The chunks that answer a query, best first, scores 0 to 1. Lexical always, dense when an embedder answers; words that nothing
 * holds are looked for again as what they may have been meant to be. Too little evidence is none: the list may be empty.
 */
export async function searchKnowledge(
  ports: SearchPorts,
  request: KnowledgeQuery,
  changes: Partial<SearchTuning> = {},
): Promise<KnowledgeHit[]> {
  const { query, limit } = request;
  const tuning = { ...standardTuning, ...changes };
  const filter = { ...request.filters, groups: request.groups };
  const vocabulary = tuning.synonyms ? await ports.vocabulary?.() : undefined;
  const words = queryWords(query, vocabulary && ((word) => synonymsOf(vocabulary, word)));
  const tokens = tokensOf(words, query);
  if (tokens.length === 0) return [];
  const [lexical, dense] = await Promise.all([
    searchLexical(ports, { tokens, words, filter }, tuning),
    searchDense(ports, request, filter),
  ]);
  const relevant = distinct(withoutFronts(rankCandidates({ query, words, lexical, dense }, tuning)));
  return (await reranked(ports.reranker, request, relevant)).slice(0, limit);
}

function tokensOf(words: QueryWord[], query: string): string[] {
  return [...new Set(tokenise(words.length === 0 ? query : words.map(({ text }) => text).join(" ")))];
}

/** Looks a second time, with what may have been meant, when no candidate holds a token. */
async function searchLexical(
  { index }: SearchPorts,
  { tokens, words, filter }: { tokens: string[]; words: QueryWord[]; filter: SearchFilter },
  { slips }: SearchTuning,
): Promise<KnowledgeHit[]> {
  const synonyms = [...new Set(words.flatMap(({ also = [] }) => also.flatMap(tokenise)))];
  const search = (guesses: string[]) => index.searchLexical({ tokens, guesses, filter, limit: POOL });
  const hits = await search(synonyms);
  if (!slips) return hits;
  const isHeld = (token: string) => hits.some(({ chunk }) => chunkBags(chunk).whole.tokens.has(token));
  const near = tokens.filter((token) => !isHeld(token)).flatMap(nearTokens);
  return near.length === 0 ? hits : search([...synonyms, ...near].slice(0, MOST_GUESSES));
}

async function searchDense(
  { index, embedder }: SearchPorts,
  { query, remote }: KnowledgeQuery,
  filter: SearchFilter,
): Promise<KnowledgeHit[]> {
  if (embedder === undefined) return [];
  try {
    const [vector] = await embedder.embed([query], { ...remote, deadlineMs: REMOTE_LIMIT_MS });
    return vector === undefined ? [] : await index.searchDense({ vector, filter, limit: POOL });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "unavailable")) throw error;
    remote?.onFailure("embeddings");
    return [];
  }
}

/** Front matter is an answer only where a document has no other. */
function withoutFronts(hits: KnowledgeHit[]): KnowledgeHit[] {
  const answered = new Set(hits.flatMap(({ chunk }) => (isFrontMatter(chunk) ? [] : [chunk.documentId])));
  return hits.filter(({ chunk }) => !isFrontMatter(chunk) || !answered.has(chunk.documentId));
}

/** The same text from two documents answers once. */
function distinct(hits: KnowledgeHit[]): KnowledgeHit[] {
  const seen = new Set<string>();
  return hits.filter(({ chunk }) => !seen.has(chunk.text) && seen.add(chunk.text));
}

/** The reranker orders, the scores stay ours: they have passed the floor. Its silence changes nothing. */
async function reranked(
  reranker: Reranker | undefined,
  { query, remote }: KnowledgeQuery,
  hits: KnowledgeHit[],
): Promise<KnowledgeHit[]> {
  // What is far behind the first is left out: a reranker costs by the text, and can't make an answer of it.
  const leaders = hits.filter(({ score }) => score >= LEADERS * hits[0]!.score);
  if (reranker === undefined || leaders.length < 2) return hits;
  try {
    const texts = leaders.map(({ chunk }) => chunk.text);
    const ranks = await reranker.rerank(query, texts, { ...remote, deadlineMs: REMOTE_LIMIT_MS });
    const order = leaders.map((hit, index) => ({ hit, rank: ranks[index] ?? Number.NEGATIVE_INFINITY }));
    return [...order.sort((a, b) => b.rank - a.rank).map(({ hit }) => hit), ...hits.slice(leaders.length)];
  } catch (error) {
    if (!(error instanceof AppError && error.code === "unavailable")) throw error;
    remote?.onFailure("rerank");
    return hits;
  }
}
