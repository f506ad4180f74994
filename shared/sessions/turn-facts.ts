import type { Clues, Recommendation } from "../ports/session-store.ts";
import { languageOf } from "../terms/language.ts";
import { fieldLabels, type Language } from "./field-labels.ts";
import type { TurnFacts } from "./running-summary.ts";

const words = { ko: { known: "확인", suggested: "추천" }, en: { known: "Known", suggested: "Suggested" } };

/** What the running summary takes from a turn, in the language of its message. Guesses are not facts. */
export function turnFacts(turn: { message: string; clues: Clues; recommendations: Recommendation[] }): TurnFacts {
  const language = languageOf(turn.message);
  const known = knownTerms(turn.clues, language);
  const best = turn.recommendations[0];
  return {
    message: turn.message,
    facts: [
      ...(known === "" ? [] : [`${words[language].known}: ${known}`]),
      ...(best === undefined ? [] : [`${words[language].suggested}: ${workLabel(best)}`]),
    ],
  };
}

/** A past work order in a few words: its item number, unless the title names it, and its title. */
export function workLabel({ itemNo, title }: { itemNo: string; title: string }): string {
  return itemNo === "" || title.includes(itemNo) ? title : `${itemNo} ${title}`;
}

/** The explicit clues in one line: "위치 1창고, 현상 …". */
export function knownTerms(clues: Clues, language: Language): string {
  return Object.entries(fieldLabels[language])
    .flatMap(([field, label]) => {
      const clue = clues[field as keyof Clues];
      return clue?.explicit ? [`${label} ${clue.term}`] : [];
    })
    .join(", ");
}
