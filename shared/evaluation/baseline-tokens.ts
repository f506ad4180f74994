import { foldText } from "../terms/normalise-text.ts";

/** Words as they stand between spaces: what a search without any knowledge of Korean does. */
export function whitespaceTokens(text: string): string[] {
  return foldText(text).split(/\s+/).filter(Boolean);
}

/** Every pair of neighbouring syllables, and Latin words and numbers whole; nothing is stripped. */
export function plainBigrams(text: string): string[] {
  return [...foldText(text).matchAll(/[가-힣]+|[a-z0-9]+/g)].flatMap(([found]) =>
    found.length < 2 || !/[가-힣]/.test(found)
      ? [found]
      : Array.from({ length: found.length - 1 }, (_, index) => found.slice(index, index + 2)),
  );
}
