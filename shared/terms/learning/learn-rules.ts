import { foldText } from "../normalise-text.ts";
import type { KnownWords } from "./known-words.ts";
import type { Lexicon } from "./lexicon.ts";
import { eachPair } from "./pair-visits.ts";
import { proposeWords } from "./propose-words.ts";
import type { PairText } from "./read-pairs.ts";
import { totalOf } from "./tally.ts";
import { textCaseOf } from "./token-context.ts";
import { isMask, isWord } from "./token-shape.ts";

/**
 * Asks every rule about the words that are rare in the pairs, as if they had never been seen, and counts which proposals
 * are right (leave one out): words not seen yet are like the rare ones (Good, 1953).
 */
export function learnRules(lexicon: Lexicon, texts: readonly PairText[], known: KnownWords, rare: number): void {
  eachPair(texts, (tokens, at, normalised) => {
    const token = tokens[at]!;
    const times = totalOf(lexicon.replacements.get(foldText(token)));
    if (times > rare || !isWord(token) || normalised === "" || isMask(normalised)) return;
    const hidden = new Set(
      foldText(normalised)
        .split(" ")
        .filter((word) => (known.list.find(word)?.times ?? 0) <= times),
    );
    const place = { isLast: at === tokens.length - 1, textCase: textCaseOf(tokens, at) };
    for (const { words, situation } of proposeWords(token, place, known.list, hidden)) {
      for (const key of situation) {
        const rule = lexicon.rules.get(key) ?? { right: 0, total: 0 };
        rule.total += 1;
        if (words === normalised) rule.right += 1;
        lexicon.rules.set(key, rule);
      }
    }
  });
}
