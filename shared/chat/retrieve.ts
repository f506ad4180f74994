import { cite } from "../knowledge/cite.ts";
import { searchKnowledge } from "../knowledge/search-knowledge.ts";
import type { KnowledgeHit } from "../ports/knowledge-index.ts";
import { normalisationScore } from "./score-quality.ts";
import { relevantPastTurns } from "./relevant-past-turns.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";
import { within } from "./within.ts";

/** Above this, the standard terms of the message are sure enough to search by. */
const CONFIDENT = 0.7;
const CHUNKS = 4;
const CITATIONS = 3;
/** Of the time that is left: embeddings and reranking may hang, the answer must not wait for them. */
const SHARE_OF_TIME = 0.25;

/** Documents and earlier turns are worth a look when the fields are sure or something is asked. */
export function wantsRetrieval(state: TurnState): "retrieve" | "recommend" {
  const isSure = (normalisationScore(state.parsed) ?? 0) > CONFIDENT;
  return state.searchOn && (state.isQuestion || isSure) ? "retrieve" : "recommend";
}

/** Chunks that the caller may read, the passages in them that answer, and earlier turns that bear on the message. */
export async function retrieve(state: TurnState, { ports, modelMs }: TurnTools): Promise<Partial<TurnState>> {
  const query = enriched(state);
  const search = searchKnowledge(ports, { query, groups: state.groups, limit: CHUNKS });
  const isRemote = ports.embedder !== undefined || ports.reranker !== undefined;
  const hits = isRemote ? await within(modelMs() * SHARE_OF_TIME, search, [] as KnowledgeHit[]) : await search;
  return {
    hits,
    citations: cite(hits, query).slice(0, CITATIONS),
    pastTurns: relevantPastTurns(state),
  };
}

/** The user's words with the standard names of what they mean: manuals use those. A follow-up asks about what is known. */
function enriched({ message, parsed, clues }: TurnState): string {
  const about = parsed.scenario === "S3" ? { ...clues, ...parsed.fields } : parsed.fields;
  const names = [about.equipmentType?.term, about.statusCode?.term].filter((name) => name !== undefined);
  return [message, ...names].join(" ");
}
