import { cutText, oneLine } from "./cut-text.ts";

/** What one turn adds: the user's words, and facts as `Label: value`. */
export type TurnFacts = { message: string; facts: readonly string[] };

export type RunningSummaryLimits = { bullets: number; characters: number; lineCharacters: number };

export const runningSummaryLimits: RunningSummaryLimits = { bullets: 8, characters: 800, lineCharacters: 160 };

/** Labels that say the same in two languages, so that a change of language leaves no stale fact behind. */
const sameLabels = new Map([
  ["확인", "known"],
  ["추천", "suggested"],
  ["위치", "location"],
  ["설비", "equipment"],
  ["현상", "status"],
  ["우선순위", "priority"],
  ["작업대상", "item"],
]);
const LONGEST_LABEL = 24;

/**
 * The summary after one more turn: one bullet a line, the newest last. A fact replaces the one with its label, words said
 * again move to the end, the oldest go when a limit is reached. Costs the same at any turn: it reads the summary alone.
 */
export function appendToRunningSummary(
  summary: string,
  { message, facts }: TurnFacts,
  limits: RunningSummaryLimits = runningSummaryLimits,
): string {
  const lineLimit = Math.min(limits.lineCharacters, limits.characters);
  const bullets = new Map<string, string>();
  const add = (bullet: string) => {
    if (bullet.length <= 2) return;
    const key = keyOf(bullet);
    bullets.delete(key);
    bullets.set(key, bullet);
  };
  for (const line of summary.slice(-2 * limits.characters).split("\n")) {
    add(`- ${cutText(oneLine(line.replace(/^- /, "")), lineLimit - 2)}`);
  }
  const said = cutText(oneLine(startOf(message, lineLimit)), lineLimit - 4);
  if (said !== "") add(`- “${said}”`);
  for (const fact of facts.slice(0, 2 * limits.bullets)) {
    add(`- ${cutText(oneLine(startOf(fact, lineLimit)), lineLimit - 2)}`);
  }
  return newest([...bullets.values()], limits).join("\n");
}

/** Enough of a long text for one line of it, even when every syllable is decomposed. */
function startOf(text: string, lineLimit: number): string {
  return text.slice(0, lineLimit * 8);
}

function keyOf(bullet: string): string {
  if (bullet.startsWith("- “")) return bullet.toLowerCase();
  const end = bullet.indexOf(": ");
  if (end < 0 || end > LONGEST_LABEL) return bullet.toLowerCase();
  const label = bullet.slice(2, end).toLowerCase();
  return sameLabels.get(label) ?? label;
}

function newest(bullets: string[], { bullets: most, characters }: RunningSummaryLimits): string[] {
  let first = bullets.length;
  let length = -1;
  while (first > Math.max(0, bullets.length - most)) {
    length += bullets[first - 1]!.length + 1;
    if (length > characters) break;
    first -= 1;
  }
  return bullets.slice(first);
}
