import type { Lexicon } from "./lexicon.ts";
import { proposeWords, type Proposal, type WordPlace, type WordRule } from "./propose-words.ts";
import type { WordList } from "./word-list.ts";

export type Judged = { words: string; confidence: number; how: WordRule };

const ruleWeight = 2;

/** The proposal for an unknown word whose rule was right most often in like situations. */
export function judgeWord(lexicon: Lexicon, list: WordList): (word: string, place: WordPlace) => Judged {
  return (word, place) => {
    const confidences = new Map<string, Judged>();
    for (const proposal of proposeWords(word, place, list)) {
      const confidence = beliefIn(lexicon, proposal);
      const before = confidences.get(proposal.words);
      if (before === undefined || confidence > before.confidence) {
        confidences.set(proposal.words, { words: proposal.words, confidence, how: proposal.rule });
      }
    }
    return [...confidences.values()].reduce((best, next) => (next.confidence > best.confidence ? next : best));
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
