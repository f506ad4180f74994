import { interpolate, largest, totalOf, type Evidence } from "./tally.ts";

export type Unit = { words: string; confidence: number };

const weight = 0.5;
/** What a beginning or the consonants of a known unit are worth beside the unit itself. */
const shortenedFactor = 0.7;

/** What letters mean right after digits: a unit that was learnt, or one that these letters shorten (h for hour). */
export function unitAfterDigits(units: Evidence, folded: string): Unit | undefined {
  const exact = unitOf(units, `9${folded}`);
  if (exact !== undefined) return exact;
  let best: (Unit & { times: number }) | undefined;
  for (const [key, tally] of units) {
    if (!key.startsWith("9") || key === "9") continue;
    const unit = unitOf(units, key)!;
    const times = totalOf(tally);
    if (times <= (best?.times ?? 1) || !/^\p{L}+$/u.test(unit.words) || !shortens(folded, unit.words)) continue;
    best = { words: unit.words, confidence: unit.confidence * shortenedFactor, times };
  }
  return best;
}

/** The mask of the digits that a unit follows. */
export function maskBeforeUnits(units: Evidence): Unit | undefined {
  return unitOf(units, "9");
}

/** What a word or a sign means right before digits. */
export function unitBeforeDigits(units: Evidence, folded: string): Unit | undefined {
  return unitOf(units, `${folded}9`);
}

/** A sign that parts a token and is kept between the parts. */
export function signBetween(units: Evidence, sign: string): Unit | undefined {
  const unit = unitOf(units, `_${sign}_`);
  return unit?.words === sign ? unit : undefined;
}

function unitOf(units: Evidence, key: string): Unit | undefined {
  const best = largest(interpolate([units.get(key)], weight));
  return best === undefined ? undefined : { words: best.outcome, confidence: best.share };
}

/** The beginning of the unit, or its consonants: h, hou, hr for hour; also with a plural s. */
function shortens(short: string, unit: string): boolean {
  const stem = short.length > 1 && short.endsWith("s") ? short.slice(0, -1) : short;
  return unit.startsWith(stem) || stem === unit[0] + unit.slice(1).replaceAll(/[aeiou]/g, "");
}
