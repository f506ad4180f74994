import type { Pattern, PatternIndex } from "./pattern-index.ts";

/**
 * What a name puts before a more general one: 원심 of 원심펌프, when 펌프 is a term of its own. So 원심 with any other word
 * for that term (pump, 뻠프) means the same.
 */
export function modifierOf(
  { trie, idOf, at }: Pick<PatternIndex, "trie" | "idOf" | "at">,
  { atoms, pattern }: { atoms: readonly string[]; pattern: Pattern },
): { atoms: readonly string[]; pattern: Pattern } | undefined {
  for (let cut = 1; cut < atoms.length; cut += 1) {
    let node = 0;
    for (let next = cut; next < atoms.length && node >= 0; next += 1) node = trie.step(node, idOf(atoms[next]!));
    if (node <= 0) continue;
    const general = at(node).find(
      ({ term, category, stem, modifies }) =>
        category === pattern.category && term !== pattern.term && !stem && modifies === undefined,
    );
    if (general !== undefined) {
      return { atoms: atoms.slice(0, cut), pattern: { ...pattern, modifies: general.term, general: false } };
    }
  }
  return undefined;
}
