import type { RecentTurn } from "../ports/session-store.ts";
import type { TurnState } from "./turn-state.ts";

type AskedAbout = Pick<TurnState, "message" | "isQuestion" | "parsed">;

const noun = "(?:\\s?(?:작업|사례|건|거|것|번)(?:은|는|이|가|을|를|도|의)?(?=\\s|$)|\\s(?:one|job|case|work))?";
const ordinals = [
  "첫\\s?(?:번째|째)|(?<!\\d)1\\s?번째|\\bfirst\\b|(?<![.\\d])1st\\b",
  "(?:두|둘)\\s?(?:번째|째)|(?<!\\d)2\\s?번째|\\bsecond\\b|(?<![.\\d])2nd\\b",
  "(?:세|셋)\\s?(?:번째|째)|(?<!\\d)3\\s?번째|\\bthird\\b|(?<![.\\d])3rd\\b",
  "(?:네|넷)\\s?(?:번째|째)|(?<!\\d)4\\s?번째|\\bfourth\\b|(?<![.\\d])4th\\b",
  "다섯\\s?(?:번째|째)|(?<!\\d)5\\s?번째|\\bfifth\\b|(?<![.\\d])5th\\b",
].map((words) => new RegExp(`(?:${words})${noun}`, "iu"));
const thatWork =
  /그때|당시|지난번|저번|그\s?(?:작업|사례|건|조치)|\b(?:that|last|back)\s+(?:then|time|job|work|case)\b|\bback then\b/iu;
const askedAboutThen = /(?:했|였|었|았|됐|쳤|렸|꿨)(?:어|나|던|지|을까|습니까|는지)|\b(?:was|were|did)\b/iu;
const more = /(?:더|다른|또)\s?(?:없|있|보여|알려|찾|사례|작업|거|것)|\b(?:more|others?|another|else)\b/iu;

/** The past work that is counted out of what was shown before: "the second one". */
export function countedWorkOrderId(message: string, shownIds: string[]): string | undefined {
  const ordinal = ordinals.findIndex((pattern) => pattern.test(message));
  return ordinal < 0 ? undefined : shownIds[ordinal];
}

/** The ids that were shown last. */
export function shownWorkOrderIds(recentTurns: RecentTurn[]): string[] {
  return recentTurns.findLast((turn) => turn.recommendedIds.length > 0)?.recommendedIds ?? [];
}

/** Whether the message asks what was done in the past: "what was the cause then?", or a past tense that reports nothing itself. */
export function asksAboutPastWork({ message, isQuestion, parsed }: AskedAbout): boolean {
  if (thatWork.test(message)) return true;
  const { location, equipmentType, statusCode } = parsed.fields;
  return isQuestion && (location ?? equipmentType ?? statusCode) === undefined && askedAboutThen.test(message);
}

/** The message without the words that count past work: they name nothing of the plant. */
export function withoutReference(message: string): string {
  return ordinals.reduce((text, pattern) => text.replace(pattern, " "), message);
}

/** Whether other past work is wanted than what was shown before. */
export function wantsOtherWork(message: string): boolean {
  return more.test(message);
}
