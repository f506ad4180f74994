import { isParticle } from "./korean-particles.ts";
import { verbStems } from "./korean-stems.ts";
import { foldText } from "./normalise-text.ts";
import { splitAtoms, type Atom } from "./split-atoms.ts";

/** A text taken apart for matching. Positions count atoms. */
export type Reading = {
  folded: string;
  atoms: Atom[];
  /** For each atom: where the unbroken run of Hangul around it begins and ends; its own place for other atoms. */
  runStart: number[];
  runEnd: number[];
  /** The syllables from one position to another. */
  between: (from: number, to: number) => string;
  /** Stems that the run beginning at this position may have as a verb. */
  stemsOfRun: (start: number) => string[];
  /** Where a particle that begins here ends, when it fills the rest of its run; 0 when none does. */
  particleEnd: (at: number) => number;
  /** Where a filler word that begins here ends; 0 when none does. */
  fillerEnd: (at: number) => number;
};

const fillers = new Set(
  (
    "너무 좀 조금 계속 자꾸 많이 갑자기 또 다 잘 매우 아주 약간 계속해서 가끔 심하게 크게 점점 전혀 지금 현재 " +
    "the a an is are was were be been of very too really so still getting keeps gets got has had it"
  ).split(" "),
);

export function readText(text: string): Reading {
  const folded = foldText(text);
  return readAtoms(folded, splitAtoms(folded));
}

/** The same of atoms that were corrected. */
export function readAtoms(folded: string, atoms: Atom[]): Reading {
  const runStart: number[] = [];
  const runEnd: number[] = [];
  for (let from = 0; from < atoms.length;) {
    let to = from + 1;
    if (atoms[from]!.kind === "hangul") {
      while (to < atoms.length && atoms[to]!.kind === "hangul" && atoms[to]!.glued) to += 1;
    }
    for (let at = from; at < to; at += 1) {
      runStart[at] = from;
      runEnd[at] = to;
    }
    from = to;
  }
  const between = (from: number, to: number) =>
    from >= to ? "" : folded.slice(atoms[from]!.start, atoms[to - 1]!.end);
  const stems = new Map<number, string[]>();
  return {
    folded,
    atoms,
    runStart,
    runEnd,
    between,
    stemsOfRun(start) {
      const known = stems.get(start);
      if (known !== undefined) return known;
      const found = verbStems(between(start, runEnd[start]!));
      stems.set(start, found);
      return found;
    },
    particleEnd(at) {
      const end = runEnd[at]!;
      if (end - at > 3 || runStart[at] === at || atoms[at]!.kind !== "hangul") return 0;
      return isParticle(between(at, end)) ? end : 0;
    },
    fillerEnd(at) {
      if (runStart[at] !== at) return 0;
      return fillers.has(between(at, runEnd[at]!)) ? runEnd[at]! : 0;
    },
  };
}
