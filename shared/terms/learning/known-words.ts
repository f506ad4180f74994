import { foldText } from "../normalise-text.ts";
import type { Lexicon } from "./lexicon.ts";
import { largest } from "./tally.ts";
import { isMask, type KnownLetters } from "./token-shape.ts";
import { unitAfterDigits } from "./units.ts";
import { wordList, type WordList } from "./word-list.ts";
import { wordSequences, type WordSequences } from "./word-sequences.ts";

export type KnownWords = KnownLetters & { list: WordList; sequences: WordSequences };

/** A word is known when normalised texts use it, or when it was written and stands for words, not for a mask. */
export function knownWords(lexicon: Pick<Lexicon, "vocabulary" | "sequences" | "replacements" | "units">): KnownWords {
  const list = wordList(lexicon.vocabulary);
  return {
    list,
    sequences: wordSequences(lexicon.sequences),
    isUnit: (letters) => unitAfterDigits(lexicon.units, foldText(letters)) !== undefined,
    isWord(letters) {
      const folded = foldText(letters);
      if (list.find(folded) !== undefined) return true;
      const seen = lexicon.replacements.get(folded);
      if (seen === undefined) return false;
      const { outcome } = largest(seen)!;
      return outcome !== "" && !isMask(outcome);
    },
  };
}
