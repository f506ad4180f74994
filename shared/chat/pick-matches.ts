import type { TermMatch } from "../terms/match-terms.ts";
import { isRequest } from "./requests.ts";

/** Of several terms of one category, the one that the message is about. */
export function pickMatch(message: string, matches: readonly TermMatch[]): TermMatch | undefined {
  const ranked = matches.map((match) => ({ match, rank: rankOf(message, match) }));
  ranked.sort((one, other) => compare(one.rank, other.rank) || one.match.start - other.match.start);
  return ranked[0]?.match;
}

/** Best first: lists compare by their first difference, greater wins. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = other[index]! - one[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function rankOf(message: string, match: TermMatch): number[] {
  const sure = match.confidence >= 0.75 ? 1 : 0;
  const size = match.original.replaceAll(/[\s\-./#]/g, "").length;
  if (match.category === "statusCode") {
    const symptom = isRequest(message, match.original, match) ? 0 : 1;
    return [sure, symptom, match.general ? 0 : 1, size];
  }
  return [sure, match.general ? 0 : 1, size];
}
