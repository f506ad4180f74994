import { quoteOccursIn } from "../knowledge/cite.ts";
import type { Parsed } from "../ports/session-store.ts";
import { foldText } from "../terms/normalise-text.ts";
import { tokenise } from "../terms/tokenise.ts";
import type { TurnState } from "./turn-state.ts";

/** What was said but not understood in any way can't be a good turn, however neat its answer. */
const NOT_UNDERSTOOD = 0.2;
/** A follow-up that names nothing itself rests on what the session knows. */
const RESTS_ON_CLUES = 0.6;

/** How good a turn is, 0 to 1: a score for each part that played a role, and their mean. */
export function scoreQuality(
  state: Pick<TurnState, "message" | "parsed" | "clues" | "hits" | "citations" | "recommendations" | "answer">,
): { scores: Record<string, number>; overall: number } {
  const scores = present({
    parsing: parsingScore(state),
    normalisation: normalisationScore(state.parsed),
    retrieval: retrievalScore(state),
    grounding: groundingScore(state),
  });
  const values = Object.values(scores);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { scores, overall: rounded(isUnderstood(state) ? mean : Math.min(mean, NOT_UNDERSTOOD)) };
}

/** A question that names no field is judged by what was found for it. */
function parsingScore({ parsed, clues, citations }: Pick<TurnState, "parsed" | "clues" | "citations">) {
  const isFollowUp = parsed.scenario === "S3" && hasClues(clues);
  if (isFollowUp) return Math.max(parsed.confidence, RESTS_ON_CLUES);
  if (Object.keys(parsed.fields).length > 0) return parsed.confidence;
  return citations.length > 0 ? undefined : 0;
}

/** Mean confidence of the fields that have a standard term, 0 for those that have none; undefined without fields. */
export function normalisationScore({ fields }: Pick<Parsed, "fields">): number | undefined {
  const found = Object.values(fields);
  if (found.length === 0) return undefined;
  return found.reduce((sum, field) => sum + (field.term === undefined ? 0 : field.confidence), 0) / found.length;
}

/** Something to go on: a field of this message or of an earlier one, past work, or a passage that answers. */
export function isUnderstood(state: Pick<TurnState, "parsed" | "clues" | "citations" | "recommendations">): boolean {
  return (
    state.recommendations.length > 0 ||
    state.citations.length > 0 ||
    Object.keys(state.parsed.fields).length > 0 ||
    hasClues(state.clues)
  );
}

function hasClues(clues: TurnState["clues"]): boolean {
  return Object.values(clues).some((clue) => clue.explicit);
}

/** The share of the message's words that the best chunk holds. */
function retrievalScore({ message, hits }: Pick<TurnState, "message" | "hits">): number | undefined {
  if (hits.length === 0) return undefined;
  const asked = new Set(tokenise(message));
  const shares = hits.map(({ chunk }) => {
    const text = foldText(`${chunk.title} ${chunk.headings.join(" ")} ${chunk.text}`);
    let held = 0;
    for (const token of asked) if (text.includes(token)) held += 1;
    return held / Math.max(1, asked.size);
  });
  return Math.max(...shares);
}

/** The share of quotes that stand in their source and of [n] in the answer that name a citation. */
function groundingScore({ answer, citations, hits }: Pick<TurnState, "answer" | "citations" | "hits">) {
  const marks = [...answer.matchAll(/\[(\d{1,2})\]/g)].map((match) => Number(match[1]));
  if (citations.length === 0 && marks.length === 0) return undefined;
  const isInSource = citations.map(({ documentId, quote }) =>
    hits.some(({ chunk }) => chunk.documentId === documentId && quoteOccursIn(quote, chunk.text)),
  );
  const isCitation = marks.map((mark) => citations.some((citation) => citation.id === mark));
  const checks = [...isInSource, ...isCitation];
  return checks.filter(Boolean).length / checks.length;
}

function present(scores: Record<string, number | undefined>): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, score] of Object.entries(scores)) if (score !== undefined) kept[name] = rounded(score);
  return kept;
}

function rounded(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 1000) / 1000;
}
