import { isQuestion } from "./is-question.ts";
import type { Span } from "./negated-spans.ts";

/** What is asked of things: a word before one of these names a thing, not a symptom. */
const quantities =
  /^ (?:torques?|sizes?|types?|limits?|ratings?|spec(?:s|ifications?)?|intervals?|procedures?|dimensions?|materials?|threads?|numbers?|part numbers?|diameters?|tests?|detectors?|sensors?|kits?)\b/i;
const beforeNoun = /(?:^|[^a-z])([a-z]+)[ -]$/i;
const noNoun =
  /^(?:the|an?|is|are|was|were|be|been|has|have|had|it|its|of|on|in|at|by|for|with|from|to|and|or|not|no|any|why|how|what|does|do|did|can|will|got|keeps?|gets?|this|that|my|our|very|too)$/i;

/**
 * Whether the English words in this span are a part of a thing's name in a question, as plug is in "what is the drain plug
 * torque": nothing is said to be plugged.
 */
export function isInNounCompound(message: string, { start, end }: Span): boolean {
  if (!/^[a-z]+$/i.test(message.slice(start, end)) || /(?:ed|ing)$/i.test(message.slice(start, end))) return false;
  const before = beforeNoun.exec(message.slice(0, start))?.[1] ?? "the";
  return !noNoun.test(before) && quantities.test(message.slice(end)) && isQuestion(message);
}
