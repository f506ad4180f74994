import { foldText } from "../normalise-text.ts";
import { caseOf } from "./token-shape.ts";
import type { KnownWord, WordList } from "./word-list.ts";

export type WordRule = "vocabulary" | "typo" | "abbreviation" | "joined" | "initials" | "case" | "unchanged";

/**
 * What an unknown word may mean. `situation` names the rule and how well it fits, from the general to the special: how often
 * a proposal in that situation was right is learnt from the pairs.
 */
export type Proposal = { words: string; rule: WordRule; situation: readonly string[] };

/** Where the word stands and how its text is written; both change what is likely. */
export type WordPlace = { isLast: boolean; textCase: string };

const shortestHalf = 3;

/** Every rule's best proposal for a word of letters only. */
export function proposeWords(
  word: string,
  place: WordPlace,
  known: WordList,
  hidden?: ReadonlySet<string>,
): Proposal[] {
  const folded = foldText(word);
  const length = lengthClass(folded.length);
  const strange = Math.min(known.strangeness(folded, hidden), 2);
  const found = known.find(folded, hidden);
  const proposals: Proposal[] = [];
  if (found !== undefined) {
    const isCapital = found.word === found.folded ? "lower" : "capital";
    proposals.push({
      words: found.word,
      rule: "vocabulary",
      situation: [
        "vocabulary",
        `vocabulary ${isCapital}`,
        `vocabulary ${isCapital} ${folded.length > 2 ? "long" : "short"}`,
      ],
    });
  }
  const casing = `${caseOf(word)} ${place.textCase}`;
  const casingSituation = (way: string) => {
    const size = `${way} ${found === undefined ? "new" : "known"} ${length}`;
    return [size, `${size} ${casing}`, `${size} ${casing} ${strange}`];
  };
  proposals.push(
    {
      words: folded,
      rule: "case",
      situation: casingSituation("lower"),
    },
    {
      words: word,
      rule: "unchanged",
      situation: casingSituation("same"),
    },
  );
  if (found !== undefined) return proposals;
  const typo = known.nearest(folded, hidden);
  if (typo !== undefined) {
    const size = frequencyClass(typo.known.times);
    const closeness = typo.distance <= 0.75 ? "near" : typo.distance <= 1 ? "one" : "far";
    const fit = `typo ${closeness} ${placeOfSlip(folded, typo.known.folded)}`;
    proposals.push({
      words: typo.known.word,
      rule: "typo",
      situation: [
        `typo ${strange}`,
        `${fit} ${strange}`,
        `${fit} ${strange} ${length}`,
        `${fit} ${strange} ${length} ${size}`,
      ],
    });
  }
  const long = abbreviated(folded, known, hidden);
  if (long !== undefined) {
    const kind = `short ${long.kind}`;
    const end = place.isLast ? "last" : "inside";
    proposals.push({
      words: long.known.word,
      rule: "abbreviation",
      situation: [
        `short ${strange}`,
        `${kind} ${strange}`,
        `${kind} ${strange} ${length} ${end}`,
        `${kind} ${strange} ${length} ${end} ${frequencyClass(long.known.times)}`,
      ],
    });
  }
  const halves = cut(folded, known, hidden);
  if (halves !== undefined) {
    const least = Math.min(halves[0].folded.length, halves[1].folded.length);
    const kind = `joined ${least < 4 ? "short" : "long"}`;
    const rarest = Math.min(halves[0].times, halves[1].times);
    proposals.push({
      words: `${halves[0].word} ${halves[1].word}`,
      rule: "joined",
      situation: ["joined", kind, `${kind} ${frequencyClass(rarest)}`],
    });
  }
  return proposals;
}

function lengthClass(length: number): string {
  return length < 5 ? String(length) : length < 7 ? "5-6" : length < 9 ? "7-8" : "9+";
}

/** Another ending is often another word, another beginning, too; a slip inside a word rarely makes one. */
function placeOfSlip(written: string, meant: string): "start" | "inside" | "end" {
  if (written[0] !== meant[0]) return "start";
  const shorter = Math.min(written.length, meant.length);
  let same = 0;
  while (same < shorter && written[same] === meant[same]) same += 1;
  return same >= shorter - 1 ? "end" : "inside";
}

function frequencyClass(times: number): string {
  return times < 5 ? "rare" : times < 40 ? "usual" : "common";
}

/** The likeliest longer word that these letters stand for: its beginning, its consonants, or some of its letters in order. */
function abbreviated(
  folded: string,
  known: WordList,
  hidden?: ReadonlySet<string>,
): { known: KnownWord; kind: string } | undefined {
  if (folded.length < 2) return undefined;
  let best: { known: KnownWord; kind: string; rank: number } | undefined;
  for (const candidate of known.longerThan(folded, hidden)) {
    const kind = abbreviationKind(folded, candidate.folded);
    if (kind === undefined) continue;
    const rank = Math.log(candidate.times) + kindRank[kind] - candidate.folded.length * 0.1;
    if (best === undefined || rank > best.rank) best = { known: candidate, kind, rank };
  }
  return best;
}

const kindRank = { ending: 2, prefix: 3, skeleton: 3, letters: 0 };

function abbreviationKind(short: string, long: string): keyof typeof kindRank | undefined {
  if (long.startsWith(short)) return /^(s|es|d|ed|r|er|ing|ion)$/.test(long.slice(short.length)) ? "ending" : "prefix";
  if (short.endsWith("s") && !long.endsWith("s")) return undefined;
  let at = 0;
  let skipped = "";
  for (const letter of short) {
    const next = long.indexOf(letter, at);
    if (next < 0) return undefined;
    skipped += long.slice(at, next);
    at = next + 1;
  }
  if (/^[aeiouy]*$/.test(skipped)) return "skeleton";
  return "letters";
}

/** Two known words written as one; the commoner pair wins. */
function cut(folded: string, known: WordList, hidden?: ReadonlySet<string>): [KnownWord, KnownWord] | undefined {
  let best: [KnownWord, KnownWord] | undefined;
  let bestTimes = 0;
  for (let at = shortestHalf; at <= folded.length - shortestHalf; at += 1) {
    const [left, right] = [known.find(folded.slice(0, at), hidden), known.find(folded.slice(at), hidden)];
    if (left === undefined || right === undefined) continue;
    const times = Math.min(left.times, right.times);
    if (times <= bestTimes) continue;
    best = [left, right];
    bestTimes = times;
  }
  return best;
}
