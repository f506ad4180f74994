import type { Pattern, PatternIndex } from "./pattern-index.ts";
import type { Reading } from "./read-text.ts";
import type { Atom } from "./split-atoms.ts";

/** Atoms from `start` up to `end` that read as `pattern`. `weight` falls with what had to be passed over. */
export type Hit = {
  pattern: Pattern;
  start: number;
  end: number;
  weight: number;
  /** Some word was passed over between its first and its last. */
  hasGap: boolean;
  /** Some word in it was corrected. */
  isCorrected: boolean;
  /** Syllables that say something: a verb's ending does not. */
  size: number;
};

/** Runs of Hangul longer than this are no words: their stems are not looked for. */
const longestRun = 40;
const passedOver = 0.98;

/** Every way in which a part of the text reads as a pattern; overlaps and all. `ids` are the atoms' ids, -1 for unknown ones. */
export function scanPatterns(index: PatternIndex, reading: Reading, ids: readonly number[]): Hit[] {
  const { atoms } = reading;
  const hits: Hit[] = [];
  const { trie } = index;

  const emit = (node: number, start: number, end: number, weight: number, stemSize: number) => {
    for (const pattern of index.at(node)) {
      if (pattern.stem !== stemSize > 0) continue;
      const trust = meanTrust(atoms, start, end);
      const full = weight * pattern.weight * trust;
      hits.push({
        pattern,
        start,
        end,
        weight: full,
        hasGap: weight < 1,
        isCorrected: trust < 1,
        size: stemSize || sizeOf(atoms, start, end),
      });
    }
  };

  const walkStems = (node: number, start: number, at: number, weight: number) => {
    const run = reading.runStart[at]!;
    const end = reading.runEnd[at]!;
    if (end - run > longestRun) return;
    for (const stem of reading.stemsOfRun(run)) {
      let reached = node;
      let next = at - run;
      for (; next < stem.length && reached >= 0; next += 1) {
        const id = index.idOf(stem[next]!);
        reached = id < 0 ? -1 : trie.step(reached, id);
      }
      if (reached > 0 && at - run < stem.length)
        emit(reached, start, end, weight, at - start + stem.length - (at - run));
    }
  };

  const walk = (node: number, start: number, at: number, weight: number, hasJustPassed = false): void => {
    if (at > start && !hasJustPassed) emit(node, start, at, weight, 0);
    if (at >= atoms.length) return;
    const atom = atoms[at]!;
    if (atom.kind === "hangul") walkStems(node, start, at, weight);
    const child = ids[at]! < 0 ? -1 : trie.step(node, ids[at]!);
    if (child > 0) {
      walk(child, start, at + 1, weight);
      if (atom.counters > 0) walk(child, start, at + 1 + atom.counters, weight);
    }
    if (node === 0) return;
    const past = reading.particleEnd(at) || (atom.begins ? reading.fillerEnd(at) : 0);
    if (past > 0 && past < atoms.length && weight > 0.5) walk(node, start, past, weight * passedOver, true);
  };

  for (let start = 0; start < atoms.length; start += 1) walk(0, start, start, 1);
  return hits;
}

function meanTrust(atoms: readonly Atom[], start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += atoms[at]!.trust;
  return sum / (end - start);
}

/** In syllables; a Latin word counts as two. */
function sizeOf(atoms: readonly Atom[], start: number, end: number): number {
  let size = 0;
  for (let at = start; at < end; at += 1) size += atoms[at]!.kind === "latin" ? 2 : 1;
  return size;
}
