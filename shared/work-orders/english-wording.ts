import type { WordingFacts, Wording } from "./draft-wording.ts";

const actions =
  "inspect|check|replace|repair|fix|clean|adjust|tighten|lubricate|grease|change|install|remove|fit|refit|rebuild|weld|reseal|calibrate|test|paint|reset|top up|overhaul|swap|drain|flush|align|balance|patch|modify";
const startsWithAction = new RegExp(
  `^(?:please |pls |can you |could you |need to |we need to )*((?:${actions})\\b.*)$`,
  "is",
);
const describing = /^\w+(?:ing|ed|y|en|ck)$/i;

/** Titles in the imperative, the best first: each is tried until one is short enough. */
export function englishWording({ said, equipment, symptom, location, similarTo }: WordingFacts): Wording {
  const order = said === undefined ? undefined : startsWithAction.exec(said)?.[1];
  const thing = lower(equipment);
  const matter = lower(symptom);
  const object = describing.test(matter) ? `${matter} ${thing}` : `${thing} ${matter}`;
  const titles = [
    order,
    thing && matter && isNoun(matter) && `inspect ${object}`,
    thing && matter && isNoun(matter) && `check ${object}`,
    thing && matter && object,
    thing && `inspect ${thing}`,
    thing && `check ${thing}`,
    thing,
    matter && `inspect ${matter}`,
    similarTo,
    said,
  ];
  const place = location === "" ? "" : ` at ${location}`;
  const told = order ?? said;
  const details = [
    told && `${told.replace(/[.!?\s]+$/, "")}.`,
    !told && matter && `${matter}${thing && ` on ${thing}`}${place}.`,
    !told && !matter && thing && `${thing}${place}.`,
    !told && !matter && !thing && similarTo && `Similar to earlier work: ${similarTo}.`,
  ].find(Boolean);
  const measure = order === undefined ? " Inspect and correct." : "";
  return { titles: clean(titles).map(capital), details: capital(`${details || ""}${measure}`.trim()) };
}

/** A noun or one describing word goes with a verb before it; a clause (won't start) does not. */
function isNoun(matter: string): boolean {
  return !/['’]|\b(?:not|no|is|are|does|do|will|can)\b/.test(matter);
}

function clean(titles: (string | false | undefined)[]): string[] {
  return titles.filter((title): title is string => Boolean(title));
}

/** Words in lower case, but not abbreviations. */
function lower(words: string): string {
  return words.replaceAll(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
