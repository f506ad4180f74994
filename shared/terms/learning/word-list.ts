import { letterDistance } from "../letter-distance.ts";
import { lettersOf } from "../near-letters.ts";
import { foldText } from "../normalise-text.ts";

/** A known word as it is written, how often it occurs, and its letters for comparison. */
export type KnownWord = { word: string; folded: string; times: number; letters: Uint8Array };

/** Words of the list that a question must not see. */
type Hidden = ReadonlySet<string>;

/** The words that normalised texts use; found by their folded form, by their beginning and by likeness. */
export type WordList = {
  find(folded: string, hidden?: Hidden): KnownWord | undefined;
  /** How many runs of three letters in this word no other known word has: many in an abbreviation or a slip. */
  strangeness(folded: string, hidden?: Hidden): number;
  /** Words that begin with the same letter and are longer. */
  longerThan(folded: string, hidden?: Hidden): KnownWord[];
  /** The likeliest word that was meant: near in letters, and of equally near ones the commoner. */
  nearest(folded: string, hidden?: Hidden): { known: KnownWord; distance: number } | undefined;
};

const shortestMisspelt = 3;
/** A word ten times as common may be farther by 0.23. */
const frequencyWeight = 0.1;

/** `counts` by the word as it is written; of two spellings that fold alike the commoner stands for both. */
export function wordList(counts: Iterable<readonly [string, number]>): WordList {
  const byFold = new Map<string, KnownWord>();
  const best = new Map<string, number>();
  for (const [word, times] of counts) {
    if (times <= 0) continue;
    const folded = foldText(word);
    const known = byFold.get(folded);
    if (known === undefined) {
      byFold.set(folded, { word, folded, times, letters: lettersOf(folded) });
      best.set(folded, times);
      continue;
    }
    known.times += times;
    if (times <= best.get(folded)!) continue;
    known.word = word;
    best.set(folded, times);
  }
  const runs = new Map<string, number>();
  for (const folded of byFold.keys()) for (const run of runsOf(folded)) runs.set(run, (runs.get(run) ?? 0) + 1);
  const byInitial = Map.groupBy(byFold.values(), (known) => known.folded[0]!);
  const byLength = Map.groupBy(byFold.values(), (known) => known.letters.length);
  return {
    find: (folded, hidden) => (hidden?.has(folded) === true ? undefined : byFold.get(folded)),
    strangeness(folded, hidden) {
      const own = [folded, ...(hidden ?? [])].filter((word) => byFold.has(word)).flatMap(runsOf);
      return runsOf(folded).filter((run) => {
        const others = (runs.get(run) ?? 0) - own.filter((mine) => mine === run).length;
        return others <= 0;
      }).length;
    },
    longerThan: (folded, hidden) =>
      (byInitial.get(folded[0]!) ?? []).filter(
        (known) => known.folded.length > folded.length && hidden?.has(known.folded) !== true,
      ),
    nearest(folded, hidden) {
      const letters = lettersOf(folded);
      if (letters.length < shortestMisspelt) return undefined;
      const limit = letters.length < 5 ? 1 : letters.length < 8 ? 1.5 : 2;
      let chosen: { known: KnownWord; distance: number; rank: number } | undefined;
      for (let length = letters.length - 2; length <= letters.length + 2; length += 1) {
        for (const known of byLength.get(length) ?? []) {
          if (length < shortestMisspelt || known.folded === folded || hidden?.has(known.folded) === true) continue;
          const distance = letterDistance(letters, known.letters, limit);
          if (distance > limit) continue;
          const rank = distance - frequencyWeight * Math.log(known.times);
          if (chosen === undefined || rank < chosen.rank) chosen = { known, distance, rank };
        }
      }
      return chosen;
    },
  };
}

/** Every three letters that follow one another, with the word's ends. */
function runsOf(folded: string): string[] {
  const framed = `^${folded}$`;
  return Array.from({ length: Math.max(0, framed.length - 2) }, (_, at) => framed.slice(at, at + 3));
}
