import type { WordingFacts, Wording } from "./draft-wording.ts";

const actions =
  "inspect|check|replace|repair|fix|clean|adjust|tighten|lubricate|grease|change|install|remove|fit|refit|rebuild|weld|reseal|calibrate|test|paint|reset|top up|overhaul|swap|drain|flush|align|balance|patch|modify";
const startsWithAction = new RegExp(
  `^(?:please |pls |can you |could you |need to |we need to )*((?:${actions})\\b.*)$`,
  "is",
);
const politeAtEnd = /[\s,.!]*(?:\b(?:please|pls|thanks|thank you|thx|asap)\b[\s,.!]*)+$/i;
const little =
  "(?:the|a|an|is|are|was|were|be|been|has|have|had|at|of|in|on|for|to|and|by|with|from|its?|this|that|our|my)";
const littleAtStart = new RegExp(`^(?:${little}\\s+)+`, "i");
const littleAtEnd = new RegExp(`(?:\\s+${little})+$`, "i");
const describing = /^\w+(?:ing|ed|y|en|ck)$/i;

/** Titles in the imperative, the best first: each is tried until one is short enough. */
export function englishWording({ said, equipment, symptom, location, similarTo }: WordingFacts): Wording {
  const plea = said?.replace(politeAtEnd, "");
  const order = plea === undefined ? undefined : startsWithAction.exec(plea)?.[1];
  const thing = lower(content(equipment));
  const matter = lower(content(symptom));
  // The head of an English compound is its last word.
  const head = thing.split(" ").at(-1) ?? "";
  const named = joined(thing, matter);
  const titles = [
    order,
    ...(isClause(matter) ? [named] : []),
    ...(isClause(matter) || matter === "" ? [] : [named, joined(head, matter)].flatMap(withVerb)),
    ...withVerb(thing),
    similarTo,
    plea,
  ];
  return {
    titles: titles.filter((title): title is string => Boolean(title)).map(capital),
    details: [
      detailsOf({ said: order ?? plea, named, location, similarTo, isOrder: order !== undefined }),
      detailsOf({ said: undefined, named, location, similarTo, isOrder: false }),
    ].map(capital),
  };
}

/** Whether a message is an order to do something, more than to look at it. */
export function asksForMeasureInEnglish(message: string): boolean {
  const order = startsWithAction.exec(message)?.[1];
  return order !== undefined && !/^(?:inspect|check|test)\b/i.test(order);
}

function detailsOf(facts: {
  said: string | undefined;
  named: string;
  location: string;
  similarTo: string | undefined;
  isOrder: boolean;
}): string {
  const { said, named, location, similarTo, isOrder } = facts;
  const place = location === "" || named.toLowerCase().includes(location.toLowerCase()) ? "" : ` at ${location}`;
  const told = said?.replace(/[.!\s]+$/, "") ?? (named && `${named}${place}`);
  if (isOrder) return `${told}.`;
  if (told !== "") return `${told}${told.endsWith("?") ? "" : "."} Inspect and correct.`;
  return similarTo === undefined ? "" : `Similar to earlier work: ${similarTo}. Inspect and correct.`;
}

/** leaking + pump -> leaking pump; noise -> pump noise; won't start -> pump won't start. */
function joined(thing: string, matter: string): string {
  const words = describing.test(matter) ? [matter, thing] : [thing, matter];
  return words.filter(Boolean).join(" ");
}

function withVerb(words: string): string[] {
  return words === "" ? [] : [`inspect ${words}`, `check ${words}`, words];
}

function isClause(matter: string): boolean {
  return /['’]|\b(?:not|no|is|are|does|do|will|can)\b/.test(matter);
}

/** Without the little words around it: "the pump is" -> "pump". */
function content(words: string): string {
  return words.replace(littleAtStart, "").replace(littleAtEnd, "").trim();
}

/** Words in lower case, but not abbreviations. */
function lower(words: string): string {
  return words.replaceAll(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
