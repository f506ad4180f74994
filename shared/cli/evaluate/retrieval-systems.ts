import { plainBigrams, whitespaceTokens } from "../../evaluation/baseline-tokens.ts";
import type { SearchSystem } from "../../evaluation/retrieval-report.ts";
import type { SearchTuning } from "../../knowledge/rank-candidates.ts";
import { searchKnowledge } from "../../knowledge/search-knowledge.ts";
import type { IndexedChunk, KnowledgeHit, KnowledgeIndex } from "../../ports/knowledge-index.ts";
import type { Vocabulary } from "../../terms/vocabulary.ts";
import { tokenise } from "../../terms/tokenise.ts";
import { searchedText, type OpenIndex } from "./corpus-index.ts";
import { fts5Trigrams } from "./fts5-trigrams.ts";

const LIMIT = 50;
const everything = { groups: undefined };

/** The baselines, then search as it is with one step after the other: what each adds is the difference to the row above. */
export async function retrievalSystems(
  chunks: Map<string, IndexedChunk[]>,
  open: OpenIndex,
  vocabulary: () => Promise<Vocabulary>,
): Promise<SearchSystem[]> {
  const ours = await open(chunks);
  const all = [...chunks.values()].flat();
  const trigrams = fts5Trigrams(all.map(searchedText));
  const ranked = (index: KnowledgeIndex, tokens: (text: string) => string[]) => async (query: string) =>
    places(await index.searchLexical({ tokens: tokens(query), filter: everything, limit: LIMIT }));
  const found = (tuning: Partial<SearchTuning>) => async (query: string) =>
    places(await searchKnowledge({ index: ours, vocabulary }, { query, groups: undefined, limit: LIMIT }, tuning));
  const nothingMore = { words: false, worth: false, synonyms: false, slips: false, floor: false };
  return [
    { name: "whitespace BM25", search: ranked(await open(chunks, whitespaceTokens), whitespaceTokens) },
    { name: "FTS5 trigram", search: async (query) => trigrams(query).map((at) => placeOf(all[at]!)) },
    { name: "plain bigrams BM25", search: ranked(await open(chunks, plainBigrams), plainBigrams) },
    { name: "our tokens BM25", search: ranked(ours, tokenise) },
    { name: "+ words that only ask left out", search: found(nothingMore) },
    { name: "+ words held", search: found({ ...nothingMore, words: true }) },
    { name: "+ place, kind and language", search: found({ ...nothingMore, words: true, worth: true }) },
    { name: "+ synonyms from the terms", search: found({ slips: false, floor: false }) },
    { name: "+ what is one slip away", search: found({ floor: false }) },
    { name: "+ floor (search as it is)", search: found({}) },
  ];
}

function places(hits: KnowledgeHit[]) {
  return hits.map(placeOf);
}

function placeOf({ chunk }: Pick<KnowledgeHit, "chunk">) {
  return { document: chunk.documentId, headings: chunk.headings };
}
