import { AppError } from "../errors.ts";
import type { Embedder, VectorCall } from "../ports/embedder.ts";
import type { KnowledgeHit, KnowledgeIndex, SearchFilter } from "../ports/knowledge-index.ts";
import type { Reranker } from "../ports/reranker.ts";
import { tokenise } from "../terms/tokenise.ts";
import { chunkWorth, isFrontMatter } from "./chunk-worth.ts";
import { queryWords, type QueryWord } from "./query-words.ts";
import { chunkBags, weighedByRarity, wordCoverage } from "./word-coverage.ts";

export type SearchPorts = {
  index: Pick<KnowledgeIndex, "searchLexical" | "searchDense">;
  embedder?: Embedder | undefined;
  reranker?: Reranker | undefined;
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
/** How many candidates each side brings. */
const POOL = 50;
/** What evaluation varies to show what each part of a search adds. */
export type SearchTuning = {
  /** The least share of the question's words that a chunk must hold; calibrated on the sample manuals' questions. */
  coverageFloor: number;
};
const standard: SearchTuning = { coverageFloor: 0.5 };
/** A chunk this similar in meaning is relevant whatever its words. */
const SIMILARITY_FLOOR = 0.6;
/** Parts of the score: BM25 relative to the best, the share of the words held, held by the text itself, by title and headings, cosine similarity. */
const weights = { lexical: 0.4, coverage: 0.4, ownCoverage: 0.2, aboveCoverage: 0.2, dense: 0.5 };

/**
 * The chunks that answer a query, best first, scores 0 to 1. Lexical always, dense when an embedder answers; the score is the
 * weighted mean of the parts. What falls below both floors is no evidence and is left out: the list may be empty.
 */
export async function searchKnowledge(
  ports: SearchPorts,
  request: KnowledgeQuery,
  tuning: Partial<SearchTuning> = {},
): Promise<KnowledgeHit[]> {
  const { query, limit } = request;
  const filter = { ...request.filters, groups: request.groups };
  const words = queryWords(query);
  const tokens = tokensOf(words, query);
  if (tokens.length === 0) return [];
  const [lexical, dense] = await Promise.all([
    ports.index.searchLexical({ tokens, filter, limit: POOL }),
    searchDense(ports, request, filter),
  ]);
  const relevant = distinct(scored(query, words, lexical, dense, { ...standard, ...tuning }));
  return (await reranked(ports.reranker, request, relevant)).slice(0, limit);
}

function tokensOf(words: QueryWord[], query: string): string[] {
  return [...new Set(tokenise(words.length === 0 ? query : words.map(({ text }) => text).join(" ")))];
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

function scored(
  query: string,
  words: QueryWord[],
  lexical: KnowledgeHit[],
  dense: KnowledgeHit[],
  { coverageFloor }: SearchTuning,
): KnowledgeHit[] {
  const best = Math.max(Number.MIN_VALUE, lexical[0]?.score ?? 0);
  const bm25 = new Map(lexical.map(({ chunk, score }) => [chunk.id, score / best]));
  const similarity = new Map(dense.map(({ chunk, score }) => [chunk.id, score]));
  const chunks = new Map([...lexical, ...dense].map(({ chunk }) => [chunk.id, chunk]));
  const { lexical: ofLexical, coverage: ofCoverage, ownCoverage, aboveCoverage } = weights;
  const total = ofLexical + ofCoverage + ownCoverage + aboveCoverage + (dense.length > 0 ? weights.dense : 0);
  const candidates = [...chunks.values()].map((chunk) => ({ chunk, bags: chunkBags(chunk) }));
  const weighed = weighedByRarity(
    words,
    candidates.map(({ bags }) => bags.whole),
  );
  const fronts = new Map(
    candidates.flatMap(({ chunk, bags }) => (isFrontMatter(chunk) ? [[chunk.documentId, bags.whole]] : [])),
  );
  const hits = candidates.flatMap(({ chunk, bags }) => {
    // What a document's first lines say of its scope is true of all its sections.
    const front = fronts.get(chunk.documentId);
    const coverage = wordCoverage(weighed, bags.whole, front);
    const cosine = Math.max(0, similarity.get(chunk.id) ?? 0);
    if (coverage < coverageFloor && cosine < SIMILARITY_FLOOR) return [];
    const sum =
      weights.lexical * (bm25.get(chunk.id) ?? 0) +
      weights.coverage * coverage +
      weights.ownCoverage * wordCoverage(weighed, bags.own) +
      weights.aboveCoverage * wordCoverage(weighed, bags.above) +
      weights.dense * cosine;
    return [{ chunk, score: rounded(Math.min(1, (sum / total) * chunkWorth(chunk, query))) }];
  });
  return withoutFronts(hits).sort((a, b) => b.score - a.score);
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
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
  if (reranker === undefined || hits.length < 2) return hits;
  try {
    const texts = hits.map(({ chunk }) => chunk.text);
    const ranks = await reranker.rerank(query, texts, { ...remote, deadlineMs: REMOTE_LIMIT_MS });
    const order = hits.map((hit, index) => ({ hit, rank: ranks[index] ?? Number.NEGATIVE_INFINITY }));
    return order.sort((a, b) => b.rank - a.rank).map(({ hit }) => hit);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "unavailable")) throw error;
    remote?.onFailure("rerank");
    return hits;
  }
}
