import { cutAtWord, oneLine } from "../sessions/cut-text.ts";
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
  /** The location in the user's words. */
  place?: string | undefined;
  /** The title of the past work that the draft starts from. */
  similarTo: string | undefined;
};

/** Each list the best first. */
export type Wording = { titles: string[]; details: string[] };

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
    details: fittingDetails(details.map(oneLine).filter(Boolean)),
  };
}

/** The first text that fits, else as many of its whole sentences as do; only a single long sentence is cut, after a word. */
function fittingDetails(texts: string[]): string {
  for (const text of texts) {
    const sentences = text.normalize("NFC").split(/(?<=[.!?])\s+/);
    while (sentences.length > 0 && sentences.join(" ").length > DETAILS_CHARACTERS) sentences.pop();
    if (sentences.length > 0) return sentences.join(" ").toWellFormed().normalize("NFC");
  }
  const [longest = ""] = texts;
  return longest === "" ? "" : `${cutAtWord(longest, DETAILS_CHARACTERS - 1)}…`;
}
