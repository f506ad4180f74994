import type { TermMatch } from "../terms/match-terms.ts";
import { isRequest } from "./requests.ts";

/** Of several terms of one category, the one that the message is about. */
export function pickMatch(message: string, matches: readonly TermMatch[]): TermMatch | undefined {
  const heads = matches.filter((match) => !matches.some((other) => qualifies(message, match, other)));
  const ranked = heads.map((match) => ({ match, rank: rankOf(message, match) }));
  ranked.sort((one, other) => compare(one.rank, other.rank) || one.match.start - other.match.start);
  return ranked[0]?.match;
}

/** In an English compound the last noun is the thing: the boiler of a boiler feed pump only says which pump. */
function qualifies(message: string, one: TermMatch, other: TermMatch): boolean {
  if (one.category !== "equipmentType" || other.start <= one.end || (other.general && !one.general)) return false;
  if (!/[a-z]$/i.test(one.original)) return false;
  const between = message.slice(one.end, other.start);
  return inCompound.test(between) && !partsCompound.test(between) && /^[a-z]/i.test(other.original);
}

const inCompound = /^ (?:[a-z]+ )?$/i;
const partsCompound =
  /\b(?:is|are|was|has|and|or|of|at|on|in|to|by|for|from|with|near|behind|under|above|the|an?|not|no|its|trip\w*|\w+(?:s|ed|ing))\b/i;

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
