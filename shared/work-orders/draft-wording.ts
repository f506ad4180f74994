import { cutAtWord, cutText, oneLine } from "../sessions/cut-text.ts";
import type { Language } from "../sessions/field-labels.ts";
import { englishWording } from "./english-wording.ts";
import { koreanWording } from "./korean-wording.ts";
import { DETAILS_CHARACTERS, TITLE_CHARACTERS } from "./work-order-fields.ts";

/** What a draft can be worded from; "" where nothing is known. */
export type WordingFacts = {
  /** The user's words, when they were given for the order. */
  said: string | undefined;
  equipment: string;
  symptom: string;
  location: string;
  /** The title of the past work that the draft starts from. */
  similarTo: string | undefined;
};

export type Wording = { titles: string[]; details: string };

const untitled = { ko: "작업 요청", en: "Work request" };

/** A title and details in the style of work orders, within their limits; the title is never empty. */
export function draftWording(language: Language, facts: WordingFacts): { title: string; details: string } {
  const { titles, details } = language === "ko" ? koreanWording(facts) : englishWording(facts);
  const candidates = [...titles.map(oneLine).filter(Boolean), untitled[language]];
  const fitting = candidates.find((title) => title.normalize("NFC").length <= TITLE_CHARACTERS);
  const isLastResort = fitting === untitled[language] && candidates.length > 1;
  const title = fitting === undefined || isLastResort ? cutAtWord(candidates[0]!, TITLE_CHARACTERS) : fitting;
  return {
    title:
      title
        .toWellFormed()
        .normalize("NFC")
        .replace(/[\s,;:(-]+$/u, "") || untitled[language],
    details: cutText(oneLine(details), DETAILS_CHARACTERS),
  };
}
