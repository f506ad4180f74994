import type { RecentTurn } from "../ports/session-store.ts";

const ordinals: [RegExp, number][] = [
  [/첫\s?(?:번째|째)|(?<!\d)1\s?번째|\bfirst\b|(?<![.\d])1st\b/iu, 0],
  [/(?:두|둘)\s?(?:번째|째)|(?<!\d)2\s?번째|\bsecond\b|(?<![.\d])2nd\b/iu, 1],
  [/(?:세|셋)\s?(?:번째|째)|(?<!\d)3\s?번째|\bthird\b|(?<![.\d])3rd\b/iu, 2],
  [/(?:네|넷)\s?(?:번째|째)|(?<!\d)4\s?번째|\bfourth\b|(?<![.\d])4th\b/iu, 3],
  [/다섯\s?(?:번째|째)|(?<!\d)5\s?번째|\bfifth\b|(?<![.\d])5th\b/iu, 4],
];
const thatWork =
  /그때|당시|지난번|저번|그\s?(?:작업|사례|건|조치)|\b(?:that|last|back)\s+(?:then|time|job|work|case)\b|\bback then\b/iu;
const more = /(?:더|다른|또)\s?(?:없|있|보여|알려|찾|사례|작업|거|것)|\b(?:more|others?|another|else)\b/iu;

/** The past work that a follow-up points at: "the second one", or "what was done then" for the first one recommended. */
export function referredWorkOrderId(message: string, recentTurns: RecentTurn[]): string | undefined {
  const shown = recentTurns.findLast((turn) => turn.recommendedIds.length > 0)?.recommendedIds ?? [];
  const ordinal = ordinals.find(([pattern]) => pattern.test(message));
  if (ordinal !== undefined) return shown[ordinal[1]];
  return thatWork.test(message) ? shown[0] : undefined;
}

/** Whether other past work is wanted than what was shown before. */
export function wantsOtherWork(message: string): boolean {
  return more.test(message);
}
