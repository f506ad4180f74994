import { foldText } from "../normalise-text.ts";
import { knownWords } from "./known-words.ts";
import { learnRules } from "./learn-rules.ts";
import { rest, type Lexicon } from "./lexicon.ts";
import { eachPair } from "./pair-visits.ts";
import { learnPhrases } from "./phrases.ts";
import type { PairText } from "./read-pairs.ts";
import { count, totalOf } from "./tally.ts";
import { contextsOf } from "./token-context.ts";
import { learnSequences } from "./word-sequences.ts";
import { isMask, isNumber, isWord, piecesOf, shapesOf } from "./token-shape.ts";

/** Words seen no more often stand for the words not seen yet. */
const rare = 3;
const nothing = { isWord: () => false, isUnit: () => false };

/** Learns from pairs how a plant writes: what tokens, shapes and neighbours mean, and how far each rule can be believed. */
export function learnLexicon(texts: readonly PairText[]): Lexicon {
  const lexicon: Lexicon = {
    texts: texts.filter((text) => text.length > 0).length,
    tokens: texts.reduce((total, text) => total + text.length, 0),
    replacements: new Map(),
    shapes: new Map(),
    phrases: learnPhrases(texts),
    units: new Map(),
    vocabulary: new Map(),
    sequences: learnSequences(texts),
    rules: new Map(),
  };
  const { replacements, shapes } = lexicon;
  eachPair(texts, (tokens, at, normalised) => {
    const token = tokens[at]!;
    count(replacements, foldText(token), normalised);
    learnUnit(lexicon, token, normalised);
  });
  learnVocabulary(lexicon, texts);
  const known = knownWords(lexicon);
  // A token that comes again says nothing new of its shape: each counts once.
  const witnesses = new Set<string>();
  eachPair(texts, (tokens, at, normalised) => {
    const token = tokens[at]!;
    const folded = foldText(token);
    const seen = replacements.get(folded)!;
    if (seen.size > 1) {
      count(replacements, `= ${token}`, normalised);
      for (const context of contextsOf(tokens, at)) count(replacements, `${folded} | ${context}`, normalised);
    }
    const isOneWord = isWord(token);
    if (isOneWord && totalOf(seen) > rare) return;
    const outcome = normalised === "" || isMask(normalised) ? normalised : rest;
    const [fine, coarse, kinds] = shapesOf(token, isOneWord ? nothing : known);
    const contexts = contextsOf(tokens, at);
    const keys = [kinds];
    for (const shape of [`~ ${coarse}`, `= ${fine}`]) {
      keys.push(shape, ...contexts.map((context) => `${shape} | ${context}`));
    }
    for (const key of keys) {
      const witness = `${key}\n${folded}\n${outcome}`;
      if (witnesses.has(witness)) continue;
      witnesses.add(witness);
      count(shapes, key, outcome);
    }
  });
  dropCertainContexts(lexicon);
  learnRules(lexicon, texts, known, rare);
  return lexicon;
}

function learnVocabulary({ vocabulary }: Lexicon, texts: readonly PairText[]): void {
  for (const { normalised = "" } of texts.flat()) {
    for (const word of normalised.split(" ")) {
      if (/\p{L}/u.test(word) && !/[<>\p{N}]/u.test(word)) vocabulary.set(word, (vocabulary.get(word) ?? 0) + 1);
    }
  }
}

/** "8h" -> "<num> hour" teaches what h means after digits; "no8" -> "number <num>" what no means before them. */
function learnUnit(lexicon: Lexicon, token: string, normalised: string): void {
  const pieces = piecesOf(token);
  const words = normalised.split(" ");
  for (const piece of pieces.length > 2 ? pieces.slice(1, -1) : []) {
    if (!isNumber(piece) && !isWord(piece)) count(lexicon.units, `_${piece}_`, words.includes(piece) ? piece : rest);
  }
  if (pieces.length !== 2 || words.length < 2) return;
  const [one, two] = [pieces[0]!, pieces[1]!];
  if (isNumber(one) && isMask(words[0]!)) {
    count(lexicon.units, `9${foldText(two)}`, words.slice(1).join(" "));
    count(lexicon.units, "9", words[0]!);
  }
  if (isNumber(two) && isMask(words.at(-1)!)) count(lexicon.units, `${foldText(one)}9`, words.slice(0, -1).join(" "));
}

/** Where a shape always means the same, its neighbours add nothing. */
function dropCertainContexts({ shapes }: Lexicon): void {
  for (const key of shapes.keys()) {
    const bar = key.indexOf(" | ");
    if (bar > 0 && shapes.get(key.slice(0, bar))?.size === 1) shapes.delete(key);
  }
}
