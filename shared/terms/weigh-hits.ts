import { isNounTail, isParticle } from "./korean-particles.ts";
import type { Reading } from "./read-text.ts";
import type { Hit } from "./scan-patterns.ts";

const measures = /^(?:개|대|도|일|시간|시|분|초|주|월|년|회|차|명|톤|층|번째|퍼센트|바|미터|볼트|암페어)/;

/** 저소음 and 무진동 have no noise and no vibration: the syllable before turns the symptom into its absence. */
const negatingPrefix = /^(?:초|극)?[저무방비]$/;

/**
 * Lowers each hit's weight by how badly it sits in its word: 펌프 is certain in 펌프에서, likely in 이송펌프, a guess in 펌프실;
 * 사고 is nothing in 사고싶어요. Hits that then say nothing are left out.
 */
export function weighHits(reading: Reading, hits: readonly Hit[]): Hit[] {
  const starts = new Set<number>();
  const ends = new Set<number>();
  for (const { start, end } of hits) {
    if (end - start < 2 && reading.atoms[start]!.kind === "hangul") continue;
    starts.add(start);
    ends.add(end);
  }
  const weighed: Hit[] = [];
  for (const hit of hits) {
    const fit = fitOf(reading, hit, starts, ends);
    if (fit > 0) weighed.push({ ...hit, weight: hit.weight * fit });
  }
  return weighed;
}

function fitOf(reading: Reading, hit: Hit, starts: Set<number>, ends: Set<number>): number {
  return fitOfNumbers(reading, hit) * fitInWord(reading, hit, starts, ends);
}

function fitOfNumbers({ atoms, between, runEnd }: Reading, { pattern, start, end }: Hit): number {
  const first = atoms[start]!;
  const last = atoms[end - 1]!;
  const next = atoms[end];
  if (first.kind === "number" && start > 0 && !first.begins && atoms[start - 1]!.kind !== "hangul") return 0;
  if (next === undefined || next.begins) return 1;
  if (last.kind === "number") {
    if (next.kind === "latin" && next.glued && next.text.length === 1) return 0;
    if (next.kind === "number") return 0;
    return next.kind === "hangul" && last.counters === 0 && measures.test(between(end, runEnd[end]!)) ? 0 : 1;
  }
  // PT-101 is a tag: its letters hint at the kind of thing, no more.
  if (last.kind === "latin" && next.kind === "number") return last.text.length < 5 && !pattern.hasNumber ? 0.75 : 1;
  return 1;
}

function fitInWord(
  reading: Reading,
  { pattern, start, end, hasGap, size }: Hit,
  starts: Set<number>,
  ends: Set<number>,
): number {
  const { atoms, runStart, runEnd, between } = reading;
  const left = atoms[start]!.kind === "hangul" ? unexplainedBefore() : 0;
  const right = atoms[end - 1]!.kind === "hangul" ? unexplainedBehind() : 0;
  if (isWish() || isNegatedByPrefix()) return 0;
  if (left === 0 && right === 0) return 1;
  if (pattern.stem && left > 0 && size < 3) return 0;
  if (hasGap && !isWordEnd()) return 0;
  if (size >= 3) return (left > 0 ? 0.93 : 1) * (right > 0 ? (size === 3 && left > 0 ? 0.7 : 0.85) : 1);
  if (left > 0 && right > 0) return 0;
  const isThing = pattern.category === "equipmentType";
  if (left > 0) return size === 2 ? 0.85 : isThing && left > 1 ? 0.65 : 0;
  if (size < 2 || !isThing) return 0;
  return right > 1 ? 0.72 : 0.55;

  function unexplainedBefore(): number {
    const from = runStart[start]!;
    for (let at = start; at > from; at -= 1) if (ends.has(at) && isNounTail(between(at, start))) return 0;
    return start - from;
  }

  function unexplainedBehind(): number {
    const to = runEnd[end - 1]!;
    for (let at = end; at <= to; at += 1) {
      if ((at === to || starts.has(at)) && isNounTail(between(end, at))) return 0;
    }
    return to - end;
  }

  /** 사고 싶어요 wants to buy and has had no accident. */
  function isWish(): boolean {
    return atoms[end - 1]!.text === "고" && end === runEnd[end - 1] && atoms[end]?.text === "싶";
  }

  function isNegatedByPrefix(): boolean {
    if (pattern.category !== "statusCode" || atoms[start]!.kind !== "hangul") return false;
    return negatingPrefix.test(between(runStart[start]!, start));
  }

  function isWordEnd(): boolean {
    const rest = between(end, Math.max(end, runEnd[end - 1]!));
    return rest === "" || isParticle(rest);
  }
}
