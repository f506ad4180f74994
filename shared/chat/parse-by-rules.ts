import type { ClueField, Clues, Parsed, ParsedField, RecentTurn } from "../ports/session-store.ts";
import { termCategories } from "../ports/term-store.ts";
import { bareWords } from "../terms/bare-words.ts";
import { readTerms, type TermMatch } from "../terms/match-terms.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { scenarioOf } from "./scenario.ts";
import { itemNoShapes, type ItemNoCandidate } from "./item-no-candidates.ts";
import { isAbsent, isDenied, type Span } from "./negated-spans.ts";
import { isInNounCompound } from "./noun-compounds.ts";
import { pickMatch } from "./pick-matches.ts";
import { isAskedAbout } from "./requests.ts";

/** What the rules read in a message. `guessed` fields were not said in so many words; `denied` terms were taken back. */
export type ParsedByRules = Parsed & {
  guessed: ReadonlySet<ClueField>;
  denied: Partial<Record<ClueField, string[]>>;
};

export type ParseRequest = {
  message: string;
  vocabulary: Vocabulary;
  clues: Clues;
  /** Spellings that the history knows, of those that itemNoCandidates proposed. */
  knownItemNos: ReadonlySet<string>;
  recentTurns: readonly RecentTurn[];
};

/** Below this a term is a guess: it fills a gap, and never replaces what was said. */
const saidConfidence = 0.6;

/** Of words that look like a place of the plant, but name none that it has. */
const unknownConfidence = 0.3;

/** Reads location, equipment, status, priority and item number out of a message, by the vocabulary alone. Pure. */
export function parseByRules({ message, vocabulary, clues, knownItemNos, recentTurns }: ParseRequest): ParsedByRules {
  const text = message.normalize("NFC");
  const { matches, unknownPlaces } = readTerms(vocabulary, text);
  const items = knownItems(text, knownItemNos, matches);
  const free = matches.filter((match) => !items.some(({ candidate }) => overlap(match, candidate)));
  const fields: Parsed["fields"] = {};
  const guessed = new Set<ClueField>();
  const denied: ParsedByRules["denied"] = {};
  for (const category of termCategories) {
    const ofCategory = free.filter(
      (match) => match.category === category && !(category === "statusCode" && isInNounCompound(text, match)),
    );
    const taken = ofCategory.filter((match) => isTakenBack(text, match));
    if (taken.length > 0) denied[category] = taken.map(({ term }) => term.name);
    const standing = ofCategory.filter((match) => !taken.includes(match));
    const picked = pickMatch(text, behindCorrection(standing, taken));
    if (picked === undefined) continue;
    const isOnlyAsked = category === "statusCode" && isAskedAbout(text, picked.original, picked);
    if (isOnlyAsked && clues.statusCode?.explicit === true) continue;
    fields[category] = toField(picked, bareWords(vocabulary, category, picked.original));
    if (isOnlyAsked || picked.confidence < saidConfidence) guessed.add(category);
  }
  const place = unknownPlaces.find(
    (stretch) => !isDenied(text, stretch) && !items.some(({ candidate }) => overlap(stretch, candidate)),
  );
  if (fields.location === undefined && place !== undefined) {
    fields.location = { original: place.original, confidence: unknownConfidence };
    guessed.add("location");
  }
  const item = items.find(({ candidate }) => !isDenied(text, candidate));
  if (item !== undefined) fields.itemNo = { original: item.candidate.original, term: item.itemNo, confidence: 0.98 };
  const scenario = scenarioOf({ message: text, fields, clues, recentTurns, hasDenied: Object.keys(denied).length > 0 });
  return { scenario, fields, confidence: confidenceOf(fields), guessed, denied };
}

/** After "not X", what stands behind it is what is meant; without that, anything that was not taken back. */
function behindCorrection(standing: TermMatch[], taken: readonly TermMatch[]): TermMatch[] {
  const last = taken.at(-1);
  if (last === undefined) return standing;
  const behind = standing.filter(({ start }) => start >= last.end);
  return behind.length > 0 ? behind : standing;
}

function isTakenBack(text: string, match: TermMatch): boolean {
  return isDenied(text, match) || (match.category === "statusCode" && isAbsent(text, match));
}

/** A standard location of the same or a longer stretch wins over an item number. */
function knownItems(text: string, known: ReadonlySet<string>, matches: readonly TermMatch[]) {
  const items: { candidate: ItemNoCandidate; itemNo: string }[] = [];
  for (const candidate of known.size === 0 ? [] : itemNoShapes(text)) {
    const itemNo = candidate.spellings.find((spelling) => known.has(spelling));
    const isPlace = matches.some(
      ({ category, start, end }) => category === "location" && start <= candidate.start && end >= candidate.end,
    );
    if (itemNo !== undefined && !isPlace) items.push({ candidate, itemNo });
  }
  return items;
}

function overlap(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The mean of the fields' confidences; 0 when nothing was understood. */
export function confidenceOf(fields: Parsed["fields"]): number {
  const all = Object.values(fields).map(({ confidence }) => confidence);
  return all.length === 0 ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
}

function toField({ term, confidence }: TermMatch, original: string): ParsedField {
  return { original, term: term.name, code: term.code, confidence };
}
