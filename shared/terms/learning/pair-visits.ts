import { phraseLength } from "./phrases.ts";
import type { PairText } from "./read-pairs.ts";

/** Calls back for every token that was normalised by itself: those read as one with a neighbour are phrases. */
export function eachPair(
  texts: readonly PairText[],
  visit: (tokens: readonly string[], at: number, normalised: string) => void,
): void {
  for (const text of texts) {
    const tokens = text.map((pair) => pair.original);
    for (let at = 0; at < text.length;) {
      const length = phraseLength(text, at);
      const { normalised } = text[at]!;
      if (length === 1 && normalised !== undefined) visit(tokens, at, normalised);
      at += length;
    }
  }
}
