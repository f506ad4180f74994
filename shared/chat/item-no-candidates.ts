import { foldText } from "../terms/normalise-text.ts";

/** Where something that looks like an item number stands, and how its number may be written in the history. */
export type ItemNoCandidate = { original: string; start: number; end: number; spellings: string[] };

const mostCandidates = 8;
const shape = /(?<![a-z0-9])([a-z]{1,5})([-_ ]?)(\d{1,5})([a-z]{0,2}(?:[-/][a-z0-9]{1,3})*)(?![a-z0-9])/g;

/** By their shape alone: real locations look like item numbers, so that only what the history knows is one. */
export function itemNoShapes(message: string): ItemNoCandidate[] {
  const composed = message.normalize("NFC");
  const found: ItemNoCandidate[] = [];
  for (const match of foldText(composed).matchAll(shape)) {
    const [whole, letters = "", joint = "", digits = "", tail = ""] = match;
    if (letters === "no" || (joint === " " && digits.length < 2)) continue;
    const original = composed.slice(match.index, match.index + whole.length);
    const spellings = new Set([
      original.toUpperCase(),
      ...["-", "", " "].map((sign) => spelt(letters, sign, digits, tail)),
    ]);
    found.push({ original, start: match.index, end: match.index + whole.length, spellings: [...spellings] });
    if (found.length === mostCandidates) break;
  }
  return found;
}

/** All spellings that are worth a look in the history. */
export function itemNoCandidates(message: string): string[] {
  return [...new Set(itemNoShapes(message).flatMap(({ spellings }) => spellings))];
}

function spelt(letters: string, sign: string, digits: string, tail: string): string {
  return `${letters}${sign}${digits}${tail}`.toUpperCase();
}
