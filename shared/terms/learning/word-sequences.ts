import type { PairText } from "./read-pairs.ts";

type Sequence = { words: string; times: number };

/** Two or three words that follow one another in normalised texts, found by their first letters. */
export type WordSequences = {
  withInitials(letters: string, hidden?: ReadonlySet<string>): Sequence | undefined;
  /** The first word begins with `start`, the second is `end`. */
  endingIn(start: string, end: string, hidden?: ReadonlySet<string>): Sequence | undefined;
};

/** Sequences seen only once may be chance. */
const least = 2;

/** Counts the neighbours on the normalised side; capitals, masks and signs part them. */
export function learnSequences(texts: readonly PairText[]): Map<string, number> {
  const sequences = new Map<string, number>();
  for (const text of texts) {
    const words = text.flatMap(({ normalised = "" }) => (normalised === "" ? [] : normalised.split(" ")));
    for (let at = 0; at < words.length; at += 1) {
      for (const found of sequencesFrom(words, at)) sequences.set(found, (sequences.get(found) ?? 0) + 1);
    }
  }
  for (const [words, times] of sequences) if (times < least) sequences.delete(words);
  return sequences;
}

/** All sequences within some words, as they are counted. */
export function sequencesIn(words: readonly string[]): string[] {
  return words.flatMap((_, at) => sequencesFrom(words, at));
}

export function wordSequences(counts: ReadonlyMap<string, number>): WordSequences {
  const byInitials = new Map<string, Sequence[]>();
  const byEnd = new Map<string, Sequence[]>();
  for (const [words, times] of [...counts].sort((one, other) => other[1] - one[1])) {
    const list = words.split(" ");
    const initials = list.map((word) => word[0]).join("");
    add(byInitials, initials, { words, times });
    if (list.length === 2) add(byEnd, list[1]!, { words, times });
  }
  return {
    withInitials: (letters, hidden) => byInitials.get(letters)?.find(({ words }) => hidden?.has(words) !== true),
    endingIn: (start, end, hidden) =>
      byEnd.get(end)?.find(({ words }) => words.startsWith(start) && hidden?.has(words) !== true),
  };
}

function sequencesFrom(words: readonly string[], at: number): string[] {
  const found: string[] = [];
  for (let end = at + 2; end <= Math.min(at + 3, words.length); end += 1) {
    const slice = words.slice(at, end);
    if (slice.every((word) => /^\p{Ll}+$/u.test(word))) found.push(slice.join(" "));
  }
  return found;
}

function add(lists: Map<string, Sequence[]>, key: string, sequence: Sequence): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [sequence]);
  else list.push(sequence);
}
