import { foldText } from "../normalise-text.ts";
import type { KnownWords } from "./known-words.ts";
import type { Lexicon } from "./lexicon.ts";
import { eachPair } from "./pair-visits.ts";
import { proposeInitials } from "./propose-initials.ts";
import { proposeWords } from "./propose-words.ts";
import type { PairText } from "./read-pairs.ts";
import { totalOf } from "./tally.ts";
import { textCaseOf } from "./token-context.ts";
import { isMask, isSlashed, isWord } from "./token-shape.ts";
import { sequencesIn } from "./word-sequences.ts";

/**
 * Asks every rule about the words that are rare in the pairs, as if they had never been seen, and counts which proposals
 * are right (leave one out): words not seen yet are like the rare ones (Good, 1953).
 */
export function learnRules(lexicon: Lexicon, texts: readonly PairText[], known: KnownWords, rare: number): void {
  eachPair(texts, (tokens, at, normalised) => {
    const token = tokens[at]!;
    const times = totalOf(lexicon.replacements.get(foldText(token)));
    const isPlain = isWord(token);
    if (times > rare || !(isPlain || isSlashed(token)) || normalised === "" || isMask(normalised)) return;
    const own = foldText(normalised).split(" ");
    const hidden = new Set([
      ...own.filter((word) => (known.list.find(word)?.times ?? 0) <= times),
      ...sequencesIn(own).filter((words) => (lexicon.sequences.get(words) ?? 0) <= times),
    ]);
    const place = { isLast: at === tokens.length - 1, textCase: textCaseOf(tokens, at) };
    const proposals = isPlain ? proposeWords(token, place, known.list, hidden) : proposeInitials(token, known, hidden);
    for (const { words, situation } of proposals) {
      for (const key of situation) {
        const rule = lexicon.rules.get(key) ?? { right: 0, total: 0 };
        rule.total += 1;
        if (words === normalised) rule.right += 1;
        lexicon.rules.set(key, rule);
      }
    }
  });
}
