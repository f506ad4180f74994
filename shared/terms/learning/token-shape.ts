/** Letters, digits and each other sign for itself: "PO12-a" is PO, 12, -, a. Marks stay with their letter. */
export function piecesOf(token: string): string[] {
  return token.match(/(?:\p{L}\p{M}*)+|\p{N}+|./gsu) ?? [];
}

export function isWord(piece: string): boolean {
  return /^(?:\p{L}\p{M}*)+$/u.test(piece);
}

/** Words with strokes between them, as initials are often written. */
export function isSlashed(token: string): boolean {
  return /^\p{L}+(?:\/\p{L}+)+$/u.test(token);
}

export function isNumber(piece: string): boolean {
  return /^\p{N}+$/u.test(piece);
}

/** Runs longer than these look alike. */
const longestLetters = 5;
const longestDigits = 6;

/** What is known of a run of letters: a word, or a unit when it follows digits. */
export type KnownLetters = { isWord(letters: string): boolean; isUnit(letters: string): boolean };

/**
 * Three pictures of a token's characters, from the closest to the coarsest: "PO12-a" is AA99-A, A9-A and A9- ; a run of
 * letters that is a known word is w in the first two, a unit after digits is u. What was learnt of a shape holds for tokens
 * never seen.
 */
export function shapesOf(token: string, known: KnownLetters): [string, string, string] {
  let fine = "";
  let coarse = "";
  const kinds = new Set<string>();
  let followsDigits = false;
  for (const piece of piecesOf(token)) {
    const isDigits = isNumber(piece);
    const isLetters = !isDigits && isWord(piece);
    kinds.add(isDigits ? "9" : isLetters ? "A" : "-");
    if (isLetters && followsDigits && known.isUnit(piece)) {
      fine += "u";
      coarse += "u";
    } else if (isLetters && piece.length > 1 && known.isWord(piece)) {
      fine += "w";
      coarse += "w";
    } else if (isLetters) {
      fine += "A".repeat(Math.min(piece.length, longestLetters));
      coarse += "A";
    } else if (isDigits) {
      fine += "9".repeat(Math.min(piece.length, longestDigits));
      coarse += "9";
    } else {
      fine += piece;
      coarse += piece;
    }
    followsDigits = isDigits;
  }
  return [fine, coarse, [...kinds].sort().join("")];
}

/** How a word uses capitals. Scripts without case are "none". */
export function caseOf(word: string): "upper" | "lower" | "title" | "mixed" | "none" {
  const lower = word.toLowerCase();
  const upper = word.toUpperCase();
  if (lower === upper) return "none";
  if (word === lower) return "lower";
  if (word === upper) return word.length === 1 ? "title" : "upper";
  return word.slice(1) === lower.slice(1) ? "title" : "mixed";
}

/** A mask stands for what must not be kept or differs each time: <id>, <num>, or whatever the pairs use. */
export function isMask(normalised: string): boolean {
  return /^<[\p{L}][\p{L}\p{N}_-]*>$/u.test(normalised);
}
