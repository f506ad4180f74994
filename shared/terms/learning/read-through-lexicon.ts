import type { Normaliser } from "./normaliser.ts";
import { isMask } from "./token-shape.ts";

/** A text as a lexicon reads it, and the way back from a stretch of it to what was written. */
export type LexiconReading = {
  text: string;
  /** What was written for the stretch from `start` to `end` of `text`; undefined where no word of it was changed. */
  written: (start: number, end: number) => { original: string; confidence: number } | undefined;
};

/** A change less certain than this would put words into the user's mouth. */
const LEAST_CONFIDENCE = 0.6;

type Piece = { start: number; end: number; from: number; to: number; confidence: number | undefined };

/** The text with abbreviations and slips written out; undefined where the lexicon would change nothing. */
export function readThroughLexicon(normalise: Normaliser, message: string): LexiconReading | undefined {
  const words = [...message.matchAll(/\S+/g)];
  const answers = normalise(words.map(([word]) => word));
  let text = "";
  const pieces: Piece[] = [];
  for (const [index, { original, normalised, confidence, how }] of answers.entries()) {
    const from = words[index]!.index;
    const before = pieces.at(-1);
    if (normalised === "" && before !== undefined) {
      // The second word of two that are read as one.
      before.to = from + original.length;
      continue;
    }
    const isChanged =
      how !== "unchanged" && normalised !== original && confidence >= LEAST_CONFIDENCE && !holdsMask(normalised);
    const read = isChanged ? normalised : original;
    if (text !== "") text += " ";
    pieces.push({
      start: text.length,
      end: text.length + read.length,
      from,
      to: from + original.length,
      confidence: isChanged ? confidence : undefined,
    });
    text += read;
  }
  if (pieces.every(({ confidence }) => confidence === undefined)) return undefined;
  return {
    text,
    written(start, end) {
      const covered = pieces.filter((piece) => piece.start < end && start < piece.end);
      const sure = covered.flatMap(({ confidence }) => confidence ?? []);
      if (sure.length === 0) return undefined;
      return { original: message.slice(covered[0]!.from, covered.at(-1)!.to), confidence: Math.min(...sure) };
    },
  };
}

/** A mask stands for something that was written: that is kept. */
function holdsMask(words: string): boolean {
  return words.split(" ").some(isMask);
}
