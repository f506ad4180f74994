import type { Hit } from "./scan-patterns.ts";

/** A composed name is a little less sure than one that the terms spell out. */
const composed = 0.96;

/** Joins each modifier with the term that it modifies where that follows at once; modifiers that stand alone mean nothing. */
export function joinModifiers(hits: readonly Hit[]): Hit[] {
  const modifiers = hits.filter(({ pattern }) => pattern.modifies !== undefined);
  if (modifiers.length === 0) return [...hits];
  const whole = hits.filter(({ pattern }) => pattern.modifies === undefined);
  const joined = modifiers.flatMap((modifier) =>
    whole
      .filter(
        ({ start, pattern }) => start === modifier.end && pattern.term === modifier.pattern.modifies && !pattern.stem,
      )
      .map((general) => ({
        pattern: { ...modifier.pattern, modifies: undefined },
        start: modifier.start,
        end: general.end,
        weight: Math.min(modifier.weight, general.weight) * composed,
        hasGap: general.hasGap || modifier.hasGap,
        isCorrected: general.isCorrected || modifier.isCorrected,
        size: general.size + modifier.size,
      })),
  );
  return [...whole, ...joined];
}
