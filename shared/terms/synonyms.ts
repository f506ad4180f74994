import type { TermCategory } from "../ports/term-store.ts";
import { foldText } from "./normalise-text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Categories whose aliases are names of one thing. A status code gathers symptoms that are not the same. */
const named: TermCategory[] = ["equipmentType"];
/** A shorter alias at the end of a compound is most often chance. */
const SHORTEST_HEAD = 2;
const known = new WeakMap<Vocabulary, Map<string, string[]>>();

/**
 * Other names that the plant's terms give a word, folded and without spaces: 컴프레서 is 압축기 and compressor. In a Korean compound the
 * last part may be the name: 에어컴프레서 is also 에어압축기.
 */
export function synonymsOf(vocabulary: Vocabulary, word: string): string[] {
  const aliases = known.get(vocabulary) ?? aliasesOf(vocabulary);
  known.set(vocabulary, aliases);
  const exact = aliases.get(word);
  if (exact !== undefined) return exact.filter((alias) => alias !== word);
  if (!/^[가-힣]+$/.test(word)) return [];
  for (let at = 1; at <= word.length - SHORTEST_HEAD; at += 1) {
    const head = aliases.get(word.slice(at));
    if (head !== undefined) {
      return head
        .filter((alias) => /^[가-힣]+$/.test(alias) && alias !== word.slice(at))
        .map((alias) => word.slice(0, at) + alias);
    }
  }
  return [];
}

function aliasesOf({ terms }: Vocabulary): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { category, aliases } of terms) {
    if (!named.includes(category)) continue;
    const folded = [...new Set(aliases.map((alias) => foldText(alias).replaceAll(" ", "")))];
    for (const alias of folded) groups.set(alias, [...new Set([...(groups.get(alias) ?? []), ...folded])]);
  }
  return groups;
}
