import type { KnownWords } from "./known-words.ts";
import type { Lexicon } from "./lexicon.ts";
import { proposeInitials } from "./propose-initials.ts";
import { proposeWords, type Proposal, type WordPlace, type WordRule } from "./propose-words.ts";

export type Judged = { words: string; confidence: number; how: WordRule };

const ruleWeight = 2;

/** The proposal for an unknown word whose rule was right most often in like situations. */
export function judgeWord(
  lexicon: Lexicon,
  known: KnownWords,
): {
  wordsOf: (word: string, place: WordPlace) => Judged;
  /** Undefined when no words are known by these first letters. */
  initialsOf: (token: string) => Judged | undefined;
} {
  const best = (proposals: readonly Proposal[]): Judged | undefined => {
    let chosen: Judged | undefined;
    for (const proposal of proposals) {
      const confidence = beliefIn(lexicon, proposal);
      if (chosen !== undefined && confidence <= chosen.confidence) continue;
      chosen = { words: proposal.words, confidence, how: proposal.rule };
    }
    return chosen;
  };
  return {
    wordsOf: (word, place) => best(proposeWords(word, place, known.list))!,
    initialsOf: (token) => best(proposeInitials(token, known)),
  };
}

function beliefIn({ rules }: Lexicon, { situation }: Proposal): number {
  let belief = 0;
  for (const key of situation) {
    const rule = rules.get(key);
    if (rule !== undefined) belief = (rule.right + ruleWeight * belief) / (rule.total + ruleWeight);
  }
  return belief;
}
