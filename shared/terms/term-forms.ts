import type { Term } from "../ports/term-store.ts";

/** How a match came about, from the surest to the least sure. */
export type MatchHow = "exact" | "alias" | "abbreviation" | "typo" | "symptom";

/** One way of writing a term. `weight` is the confidence that a text with exactly these words means the term. */
export type TermForm = { text: string; how: MatchHow; weight: number; general: boolean };

const bracketed = /^\s*\[[^\]]*\]\s*/;
const general = /^(?:general|common|other|others|misc|일반|공통|기타)$/i;

/**
 * Every form of a term: its name, the parts that a structured name has (`[CODE] Class/ Subtype`, `A / B`, `A.B.C`,
 * `Class_Subtype`, `Name(remark)`), its aliases. A form is `general` when it only repeats a part of the name.
 */
export function formsOf(term: Term): TermForm[] {
  const forms = new Map<string, TermForm>();
  const add = (text: string, how: MatchHow, weight: number, isGeneral = false) => {
    const trimmed = text.trim();
    const known = forms.get(trimmed);
    if (trimmed !== "" && (known === undefined || known.weight < weight)) {
      forms.set(trimmed, { text: trimmed, how, weight, general: isGeneral });
    }
  };
  add(term.name, "exact", 1, true);
  add(term.name.replace(bracketed, ""), "exact", 0.99, true);
  for (const { text, weight } of partsOfName(term)) add(text, "exact", weight, true);
  if (term.code.length > 2 && term.category !== "statusCode") add(term.code, "abbreviation", 0.95);
  const parts = new Set([...forms.keys()].map((form) => form.toLowerCase()));
  for (const alias of term.aliases) {
    add(alias, howOfAlias(term, alias), isAbbreviation(alias) ? 0.94 : 0.97, parts.has(alias.toLowerCase()));
  }
  return [...forms.values()];
}

/** Whether the name is that of a whole class, not of a kind in it: [CODE] Class/ General. */
export function isWholeClass({ name }: Term): boolean {
  return bracketed.test(name) && general.test(/\/\s*([^/]*)$/.exec(name)?.[1]?.trim() ?? "");
}

function howOfAlias(term: Term, alias: string): MatchHow {
  if (term.category === "statusCode") return "symptom";
  return isAbbreviation(alias) ? "abbreviation" : "alias";
}

/** Up to four Latin letters, or a longer run without a vowel, perhaps with the signs of initials. */
function isAbbreviation(alias: string): boolean {
  const letters = alias.replace(/[/.&-]/g, "");
  return /^[a-z]{1,4}$/i.test(letters) || /^[b-df-hj-np-tv-z]{2,6}$/i.test(letters);
}

function partsOfName(term: Term): { text: string; weight: number }[] {
  const name = term.name.replace(bracketed, "");
  const isClassed = name !== term.name;
  const slashed = name.split(/\s*\/\s+|\s+\/\s*/);
  if (isClassed && slashed.length === 2) {
    const [kind, subtype] = slashed as [string, string];
    if (general.test(subtype)) return [{ text: kind, weight: 0.98 }];
    return [{ text: subtype, weight: 0.97 }];
  }
  const bare = name.replace(/\s*\([^)]*\)\s*$/, "");
  const parts = bare === name ? [] : [{ text: bare, weight: 0.98 }];
  if (slashed.length > 1) parts.push(...slashed.map((text) => ({ text, weight: 0.9 })));
  if (/^[가-힣]+(?:\.[가-힣]+)+$/.test(bare)) parts.push(...bare.split(".").map((text) => ({ text, weight: 0.9 })));
  const underscored = bare.split("_");
  if (underscored.length > 1) {
    parts.push({ text: underscored.toReversed().join(" "), weight: 0.95 });
    if (term.category !== "location") parts.push(...underscored.map((text) => ({ text, weight: 0.6 })));
  }
  return parts.filter(({ text }) => text.length > 1);
}
