import { foldText } from "../normalise-text.ts";
import type { Judged } from "./judge-word.ts";
import { rest, type Lexicon } from "./lexicon.ts";
import type { WordPlace } from "./propose-words.ts";
import { interpolate, largest, type Tally } from "./tally.ts";
import { isNumber, isWord, piecesOf } from "./token-shape.ts";
import { unitAfterDigits, maskBeforeUnits, signBetween, unitBeforeDigits, type Unit } from "./units.ts";

type Rules = {
  wordsOf(word: string, place: WordPlace): Judged;
  sharesByShape(token: string, contexts: readonly string[]): Tally;
};
type Part = { words: string; confidence: number };

/** A token of more pieces is left alone. */
const mostPieces = 14;
/** Each cut makes the reading so much less likely. */
const cutFactor = 0.9;
/** Nothing learnt says that a sign never seen parts a token. */
const unseenSign = 0.2;

/** Reads a token that was written together, "valve/hose" or "PO12-check", as the likeliest sequence of known parts. */
export function joinParts(
  lexicon: Lexicon,
  rules: Rules,
): (token: string, place: WordPlace) => { words: string; confidence: number; how: "parts" | "unchanged" } {
  const single = (pieces: readonly string[], from: number, to: number, place: WordPlace): Part | undefined => {
    const text = pieces.slice(from, to).join("");
    const folded = foldText(text);
    if (to - from === 1) {
      const unit = unitOf(lexicon, pieces, from, folded);
      if (unit !== undefined) return unit;
    }
    const seen = lexicon.replacements.get(folded);
    if (seen !== undefined) {
      const best = largest(interpolate([seen, lexicon.replacements.get(`= ${text}`)], 0.5));
      if (best !== undefined && best.outcome !== "") return { words: best.outcome, confidence: best.share };
    }
    if (to - from === 1 && isWord(text)) {
      const { words, confidence } = rules.wordsOf(text, { ...place, isLast: place.isLast && to === pieces.length });
      return { words, confidence: confidence * 0.7 };
    }
    const shares = new Map(rules.sharesByShape(text, []));
    shares.delete(rest);
    shares.delete("");
    const mask = largest(shares);
    if (mask !== undefined && mask.share > 0.1) return { words: mask.outcome, confidence: mask.share };
    const sign = to - from === 1 ? signBetween(lexicon.units, text) : undefined;
    if (sign !== undefined) return sign;
    return to - from === 1 ? { words: text, confidence: unseenSign } : undefined;
  };

  return (token, place) => {
    const pieces = piecesOf(token);
    if (pieces.length < 2 || pieces.length > mostPieces || !pieces.some((piece) => isNumber(piece) || isWord(piece)))
      return { words: token, confidence: 0.5, how: "unchanged" };
    const best: (Part | undefined)[] = [{ words: "", confidence: 1 }];
    for (let to = 1; to <= pieces.length; to += 1) {
      for (let from = 0; from < to; from += 1) {
        const before = best[from];
        if (before === undefined || (from === 0 && to === pieces.length)) continue;
        const part = single(pieces, from, to, place);
        if (part === undefined) continue;
        const confidence = before.confidence * part.confidence * (from === 0 ? 1 : cutFactor);
        if (confidence <= (best[to]?.confidence ?? 0)) continue;
        best[to] = { words: from === 0 ? part.words : `${before.words} ${part.words}`, confidence };
      }
    }
    const whole = best[pieces.length];
    if (whole === undefined) return { words: token, confidence: 0.5, how: "unchanged" };
    return { ...whole, how: "parts" };
  };
}

/** What a piece means right beside digits. */
function unitOf({ units }: Lexicon, pieces: readonly string[], at: number, folded: string): Unit | undefined {
  const next = pieces[at + 1];
  if (isNumber(folded) && next !== undefined && unitAfterDigits(units, foldText(next)) !== undefined) {
    return maskBeforeUnits(units);
  }
  const after = at > 0 && isNumber(pieces[at - 1]!) ? unitAfterDigits(units, folded) : undefined;
  if (after !== undefined) return after;
  return at + 1 < pieces.length && isNumber(pieces[at + 1]!) ? unitBeforeDigits(units, folded) : undefined;
}
