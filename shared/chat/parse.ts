import { isFullyRead } from "./is-fully-read.ts";
import { itemNoCandidates } from "./item-no-candidates.ts";
import { parseByRules, type ParsedByRules } from "./parse-by-rules.ts";
import { parseByModel } from "./parse-by-model.ts";
import { recentlyUsed } from "./recently-used.ts";
import { withRelativeLocation } from "./relative-location.ts";
import { withoutReference } from "./referred-work.ts";
import { supplementByLexicon } from "./supplement-by-lexicon.ts";
import { supplement } from "./supplement-parsed.ts";
import type { ChatPorts, TurnState, TurnTools } from "./turn-state.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";

const CACHED_MESSAGES = 2_000;

const none: ReadonlySet<string> = new Set();

/** A changed vocabulary is another object, so what was read with the old one goes with it. */
const caches = new WeakMap<Vocabulary, ReturnType<typeof recentlyUsed<ParsedByRules>>>();

/** What the message says, field by field: by rules, supplemented by the model where there is one and it could find more. */
export async function parse(state: TurnState, tools: TurnTools): Promise<Partial<TurnState>> {
  const { session } = state;
  const message = session.recentTurns.length > 0 ? withoutReference(state.message) : state.message;
  const vocabulary = await tools.vocabulary();
  const knownItemNos = await knownAmong(itemNoCandidates(message), tools.ports);
  const cache = cacheOf(vocabulary);
  const key = JSON.stringify([message, session.clues, [...knownItemNos], session.recentTurns.length > 0]);
  const cached = state.quality.retries === 0 ? cache.get(key) : undefined;
  if (cached !== undefined) return inState(cached);

  const { clues, recentTurns } = session;
  const plain = parseByRules({ message, vocabulary, clues, knownItemNos, recentTurns });
  const read = supplementByLexicon(plain, { message, vocabulary, lexicon: tools.ports.lexicon });
  const byRules = withRelativeLocation(read, message, clues.location, vocabulary);
  if (tools.ports.model === undefined || isFullyRead(message, byRules)) {
    cache.set(key, byRules);
    return inState(byRules);
  }
  const { found, left } = await parseByModel(state, tools);
  if (found === undefined) return { ...left, ...inState(byRules) };
  const both = supplement(byRules, found, { message, vocabulary, knownItemNos });
  cache.set(key, both);
  return { ...left, ...inState(both) };
}

function inState({ guessed, denied, ...parsed }: ParsedByRules): Partial<TurnState> {
  const hasDenied = Object.keys(denied).length > 0;
  const said = { ...parsed, confidence: Math.round(parsed.confidence * 1_000) / 1_000 };
  return { parsed: hasDenied ? { ...said, denied } : said, guessedFields: [...guessed] };
}

function cacheOf(vocabulary: Vocabulary) {
  const cache = caches.get(vocabulary) ?? recentlyUsed<ParsedByRules>(CACHED_MESSAGES);
  caches.set(vocabulary, cache);
  return cache;
}

/** Real locations look like item numbers: only what the history knows as one is believed. */
async function knownAmong(candidates: string[], { workOrders }: ChatPorts): Promise<ReadonlySet<string>> {
  if (candidates.length === 0) return none;
  const isKnown = await Promise.all(candidates.map((candidate) => workOrders.hasItemNo(candidate)));
  return new Set(candidates.filter((_, index) => isKnown[index]));
}
