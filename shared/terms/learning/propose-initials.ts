import { foldText } from "../normalise-text.ts";
import type { Proposal } from "./propose-words.ts";
import type { WordList } from "./word-list.ts";
import type { WordSequences } from "./word-sequences.ts";

/** "l/h" for left hand, "c/out" for change out, "o/haul" for overhaul: letters before and between strokes. */
export function proposeInitials(
  token: string,
  known: { list: WordList; sequences: WordSequences },
  hidden?: ReadonlySet<string>,
): Proposal[] {
  const parts = foldText(token).split("/");
  const letters = parts.join("");
  const proposals: Proposal[] = [];
  const spelt = letters.length < 4 ? known.sequences.withInitials(letters, hidden) : undefined;
  if (spelt !== undefined) {
    const kind = `initials ${letters.length}`;
    proposals.push({ words: spelt.words, rule: "initials", situation: [kind, `${kind} ${sizeOf(spelt.times)}`] });
  }
  if (parts.length !== 2 || parts[1]!.length < 2) return proposals;
  const [start, end] = parts as [string, string];
  const pair = known.sequences.endingIn(start, end, hidden);
  if (pair !== undefined) {
    proposals.push({ words: pair.words, rule: "initials", situation: ["start", `start ${sizeOf(pair.times)}`] });
  }
  let whole: { word: string; times: number } | undefined;
  for (const { word, folded, times } of known.list.longerThan(letters, hidden)) {
    if (!folded.startsWith(start) || !folded.endsWith(end) || times <= (whole?.times ?? 0)) continue;
    whole = { word, times };
  }
  if (whole !== undefined) proposals.push({ words: whole.word, rule: "initials", situation: ["ends"] });
  return proposals;
}

function sizeOf(times: number): string {
  return times < 4 ? "rare" : times < 20 ? "usual" : "common";
}
