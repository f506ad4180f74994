import { foldText } from "../normalise-text.ts";
import { joinParts } from "./join-parts.ts";
import { knownWords } from "./known-words.ts";
import { rest, type Lexicon } from "./lexicon.ts";
import { judgeWord } from "./judge-word.ts";
import { phraseAt } from "./phrases.ts";
import type { WordRule } from "./propose-words.ts";
import { interpolate, largest, type Tally } from "./tally.ts";
import { contextsOf, textCaseOf } from "./token-context.ts";
import { isSlashed, isWord, shapesOf } from "./token-shape.ts";

/** How a token was normalised; `confidence` is the share of such tokens for which that was right, 0 to 1. */
export type Normalised = {
  original: string;
  normalised: string;
  confidence: number;
  how: "learnt" | "phrase" | "shape" | "parts" | WordRule;
};

export type Normaliser = (tokens: readonly string[]) => Normalised[];

/** Counts as many as these stand for the more general level, so many tokens of the special one weigh as much. */
const shapeWeight = 1;
const tokenWeight = 0.5;
/** Less certain changes are not made. */
const leastConfidence = 0.3;
const nothing = { isWord: () => false, isUnit: () => false };

/** A function that normalises the tokens of one text; what was never seen and fits no rule stays as it is. */
export function normaliser(lexicon: Lexicon): Normaliser {
  const known = knownWords(lexicon);
  const { replacements, shapes } = lexicon;
  const { wordsOf, initialsOf } = judgeWord(lexicon, known);

  const sharesByShape = (token: string, contexts: readonly string[]): Tally => {
    const [fine, coarse, kinds] = shapesOf(token, isWord(token) ? nothing : known);
    const levels = [kinds, `~ ${coarse}`, ...contexts.map((context) => `~ ${coarse} | ${context}`)];
    levels.push(`= ${fine}`, ...contexts.map((context) => `= ${fine} | ${context}`));
    return interpolate(
      levels.map((level) => shapes.get(level)),
      shapeWeight,
    );
  };
  const partsOf = joinParts(lexicon, { wordsOf, sharesByShape });

  const normalise = (tokens: readonly string[], at: number): Normalised => {
    const token = tokens[at]!;
    const folded = foldText(token);
    const seen = replacements.get(folded);
    const contexts = contextsOf(tokens, at);
    let shares: Tally = new Map();
    let made: { words: string; confidence: number; how: Normalised["how"] } | undefined;
    if (seen === undefined || !isWord(token)) {
      shares = new Map(sharesByShape(token, contexts));
      const place = { isLast: at === tokens.length - 1, textCase: textCaseOf(tokens, at) };
      made = isWord(token) ? wordsOf(token, place) : partsOf(token, place);
      const spelt = isSlashed(token) ? initialsOf(token) : undefined;
      if (spelt !== undefined && spelt.confidence > made.confidence) made = spelt;
      const left = shares.get(rest) ?? (shares.size === 0 ? 1 : 0);
      shares.delete(rest);
      shares.set(made.words, (shares.get(made.words) ?? 0) + left * made.confidence);
    }
    if (seen !== undefined) {
      const levels = [folded, `= ${token}`, ...contexts.map((context) => `${folded} | ${context}`)];
      shares = interpolate(
        levels.map((level) => replacements.get(level)),
        tokenWeight,
        shares,
      );
    }
    const best = largest(shares);
    if (best === undefined || best.share < leastConfidence) {
      return {
        original: token,
        normalised: token,
        confidence: best === undefined ? 0 : 1 - best.share,
        how: "unchanged",
      };
    }
    const how = seen?.has(best.outcome) === true ? "learnt" : made?.words === best.outcome ? made.how : "shape";
    return { original: token, normalised: best.outcome, confidence: best.share, how };
  };

  return (tokens) => {
    const answers: Normalised[] = [];
    while (answers.length < tokens.length) {
      const at = answers.length;
      const phrase = phraseAt(lexicon.phrases, tokens, at);
      if (phrase === undefined) {
        answers.push(normalise(tokens, at));
        continue;
      }
      const { length, words, confidence } = phrase;
      tokens.slice(at, at + length).forEach((original, index) => {
        answers.push({ original, normalised: index === 0 ? words : "", confidence, how: "phrase" });
      });
    }
    return answers;
  };
}
