import { englishStem } from "./english-stem.ts";
import { isSyllable } from "./jamo.ts";

/**
 * The smallest pieces that terms are compared by: one Hangul syllable, one English word (as its stem), one number (without
 * leading zeros). Signs of numbers (#, No., 제) are no atoms, and their counters (번, 호) are marked, so that 1호 PE, No.1 PE
 * and 1PE can meet.
 */
export type Atom = {
  text: string;
  kind: "hangul" | "latin" | "number";
  /** In the folded text. */
  start: number;
  end: number;
  /** Stands at the beginning of a word: behind white space or a sign that joins nothing. */
  begins: boolean;
  /** Nothing at all stands between the atom before and this one. */
  glued: boolean;
  /** How many atoms behind this number are its counter. */
  counters: number;
  /** 1 as it was written; less for a word that was corrected. */
  trust: number;
};

const piece = /[가-힣]|[a-z]+(?:['’][a-z]+)?|\d+(?:\.\d+)?/g;
const numberSign = /^(?:no|nr)$/;
/** won't start, does not start and not starting say the same. */
const negation = /^(?:not|cannot|(?:is|are|was|were|do|does|did|wo|ca|could|would|has|have)n['’]?t)$/;
const auxiliary = /^(?:is|are|was|wer|do|doe|did|will|can|could|would|has|hav)$/;
const joiner = /^[-/._&+]$/;

/** `folded` is a text after foldText. */
export function splitAtoms(folded: string): Atom[] {
  const atoms: Atom[] = [];
  let end = 0;
  let signAt = -1;
  for (const found of folded.matchAll(piece)) {
    const raw = found[0];
    const start = found.index;
    const gap = folded.slice(end, start);
    const isSigned = signAt >= 0 || gap.endsWith("#");
    const begins: boolean = isSigned || atoms.length === 0 || (gap !== "" && !joiner.test(gap));
    const glued = gap === "" && atoms.length > 0;
    end = start + raw.length;
    const code = raw.charCodeAt(0);
    const beforeDigit = isDigit(folded.charCodeAt(end)) || /^\.? ?\d/.test(folded.slice(end, end + 3));
    const from = signAt >= 0 ? signAt : gap.endsWith("#") ? start - 1 : start;
    signAt = -1;
    if (beforeDigit && (numberSign.test(raw) || (raw === "제" && begins && isDigit(folded.charCodeAt(end))))) {
      signAt = start;
    } else if (isSyllable(code)) {
      atoms.push({ text: raw, kind: "hangul", start, end, begins, glued, counters: 0, trust: 1 });
    } else if (isDigit(code)) {
      atoms.push({
        text: withoutZeros(raw),
        kind: "number",
        start: from,
        end,
        begins,
        glued,
        counters: countersAt(folded, end),
        trust: 1,
      });
    } else if (raw.length === 1 && (gap === "/" || gap === "." || gap === "&") && isInitial(atoms.at(-1))) {
      const initials = atoms.at(-1)!;
      atoms[atoms.length - 1] = { ...initials, text: initials.text + raw, end };
    } else if (negation.test(raw)) {
      const before = atoms.at(-1);
      const joins = raw === "not" && before !== undefined && auxiliary.test(before.text) && folded[before.end] === " ";
      const first = joins ? atoms.pop()! : { start, begins, glued };
      const { start: from, begins: isFirst, glued: isGlued } = first;
      atoms.push({
        text: "not",
        kind: "latin",
        start: from,
        end,
        begins: isFirst,
        glued: isGlued,
        counters: 0,
        trust: 1,
      });
    } else {
      const text = englishStem(raw);
      atoms.push({ text, kind: "latin", start, end, begins, glued, counters: 0, trust: 1 });
    }
  }
  return atoms;
}

/** S/S, K.O and T&A are one word written in initials. */
function isInitial(atom: Atom | undefined): boolean {
  if (atom === undefined || atom.kind !== "latin") return false;
  return atom.text.length === 1 || atom.end - atom.start === atom.text.length * 2 - 1;
}

function countersAt(folded: string, at: number): number {
  const first = folded[at];
  if (first === "번") return folded[at + 1] === "째" ? 2 : 1;
  if (first === "호") return folded[at + 1] === "기" ? 2 : 1;
  return 0;
}

function withoutZeros(digits: string): string {
  return digits.length > 1 && digits.startsWith("0") ? digits.replace(/^0+(?=\d)/, "") : digits;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
