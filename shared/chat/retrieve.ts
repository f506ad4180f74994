import { cite } from "../knowledge/cite.ts";
import { queryWords, type QueryWord } from "../knowledge/query-words.ts";
import { searchKnowledge, type KnowledgeQuery } from "../knowledge/search-knowledge.ts";
import { chunkBags, wordCoverage } from "../knowledge/word-coverage.ts";
import type { TokenUsage } from "../ports/chat-model.ts";
import type { Chunk, KnowledgeHit } from "../ports/knowledge-index.ts";
import { usageSum } from "./model-call.ts";
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

/** Documents are worth a look when something is asked, when the fields are sure, or when words are left that no field explains. */
export function wantsRetrieval({ searchOn, isQuestion, parsed, message }: TurnState): "retrieve" | "recommend" {
  const { equipmentType, statusCode, itemNo } = parsed.fields;
  const isSure = (normalisationScore(parsed) ?? 0) > CONFIDENT;
  const isAboutSomething = isSure && (equipmentType ?? statusCode ?? itemNo) !== undefined;
  return searchOn && (isQuestion || isAboutSomething || hasMoreToSay(message, parsed)) ? "retrieve" : "recommend";
}

function hasMoreToSay(message: string, { fields }: TurnState["parsed"]): boolean {
  const said = Object.values(fields).map(({ original }) => original);
  return queryWords(said.reduce((text, original) => text.replace(original, " "), message)).length > 0;
}

/** Chunks that the caller may read, the passages in them that answer, and earlier turns that bear on the message. */
export async function retrieve(state: TurnState, tools: TurnTools): Promise<Partial<TurnState>> {
  let hits: KnowledgeHit[] = [];
  let asked = state.message;
  let { usage, degraded } = state;
  const remote = {
    signal: tools.signal,
    onUsage: (more: TokenUsage) => (usage = usageSum(usage, more)),
    onFailure(purpose: string) {
      tools.ports.events.modelFailed({ purpose, failure: "unavailable" });
      degraded = true;
    },
  };
  for (const query of new Set(queriesFor(state))) {
    asked = withoutPlace(query, state.parsed);
    const words = queryWords(asked);
    const found = await search({ query, groups: state.groups, limit: CHUNKS, remote }, tools);
    hits = found.filter(({ chunk }) => saysMoreThanPlace(chunk, words, tools));
    if (hits.length > 0) break;
  }
  return {
    hits,
    citations: cite(hits.slice(0, CITATIONS), asked),
    pastTurns: relevantPastTurns(state),
    usage,
    degraded,
  };
}

/** Documents add to a turn, which goes on without them when the index fails or an endpoint hangs. */
async function search(request: KnowledgeQuery, { ports, modelMs }: TurnTools): Promise<KnowledgeHit[]> {
  const hits = searchKnowledge(ports, request).catch((error: unknown) => {
    ports.events.stepFailed({ step: "retrieve", error });
    return [];
  });
  const isRemote = ports.embedder !== undefined || ports.reranker !== undefined;
  return isRemote ? within(modelMs() * SHARE_OF_TIME, hits, []) : hits;
}

/** What to search by, until something is found: the words, and for a question also the plant's own names, as manuals use them. */
function queriesFor({ message, isQuestion, parsed, clues }: TurnState): string[] {
  const elsewhere = withoutPlace(message, parsed);
  if (!isQuestion) return [message, elsewhere];
  const { equipmentType } = parsed.fields;
  if (equipmentType?.term !== undefined) {
    return [message, message.replace(equipmentType.original, ` ${equipmentType.term} `), elsewhere];
  }
  // A follow-up most likely asks about the equipment that the session is about.
  const known = parsed.scenario === "S3" ? clues.equipmentType?.original : undefined;
  return known === undefined ? [message, elsewhere] : [`${known} ${message}`, message, elsewhere];
}

/** A passage that shares only the place with the message is no answer; by meaning alone it may be one. */
function saysMoreThanPlace(chunk: Chunk, asked: QueryWord[], { ports }: TurnTools): boolean {
  return ports.embedder !== undefined || wordCoverage(asked, chunkBags(chunk).whole) > 0;
}

/** A manual is about equipment, not about where in the plant it stands. */
function withoutPlace(message: string, { fields }: TurnState["parsed"]): string {
  const places = [fields.location?.original, fields.itemNo?.original].filter((place) => place !== undefined);
  return places.reduce((text, place) => text.replace(place, " "), message);
}
