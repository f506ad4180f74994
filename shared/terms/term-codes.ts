import { normaliseText } from "./normalise-text.ts";

const longestCode = 60;

/** A code for each name, made of the name's letters and digits: the same names give the same codes, each of them once. */
export function termCodes(names: Iterable<string>): Map<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of [...names].sort()) {
    const plain = normaliseText(name)
      .toUpperCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, longestCode);
    const stem = plain === "" ? "TERM" : plain;
    let code = stem;
    for (let more = 2; taken.has(code); more += 1) code = `${stem}-${more}`;
    taken.add(code);
    codes.set(name, code);
  }
  return codes;
}
