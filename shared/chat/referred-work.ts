import type { RecentTurn } from "../ports/session-store.ts";

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
const more = /(?:더|다른|또)\s?(?:없|있|보여|알려|찾|사례|작업|거|것)|\b(?:more|others?|another|else)\b/iu;

/** The past work that a follow-up points at: "the second one", or "what was done then" for the first one recommended. */
export function referredWorkOrderId(message: string, recentTurns: RecentTurn[]): string | undefined {
  const shown = recentTurns.findLast((turn) => turn.recommendedIds.length > 0)?.recommendedIds ?? [];
  const ordinal = ordinals.findIndex((pattern) => pattern.test(message));
  if (ordinal >= 0) return shown[ordinal];
  return thatWork.test(message) ? shown[0] : undefined;
}

/** The message without the words that count past work: they name nothing of the plant. */
export function withoutReference(message: string): string {
  return ordinals.reduce((text, pattern) => text.replace(pattern, " "), message);
}

/** Whether other past work is wanted than what was shown before. */
export function wantsOtherWork(message: string): boolean {
  return more.test(message);
}
