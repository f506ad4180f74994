import { foldText } from "../normalise-text.ts";
import { shapesOf } from "./token-shape.ts";

const nothing = { isWord: () => false, isUnit: () => false };

/**
 * The tokens around one, as a few names from the general to the special: the ends of the text, the kinds of the neighbours,
 * the neighbours themselves. A neighbour with a digit is named by its shape: its own digits say nothing.
 */
export function contextsOf(tokens: readonly string[], at: number): string[] {
  const left = neighbour(tokens[at - 1], "start");
  const right = neighbour(tokens[at + 1], "end");
  return [`${left.kind} _ ${right.kind}`, `${left.name} _`, `_ ${right.name}`, `${left.name} _ ${right.name}`];
}

function neighbour(token: string | undefined, edge: string): { kind: string; name: string } {
  if (token === undefined) return { kind: `^${edge}`, name: `^${edge}` };
  const kind = shapesOf(token, nothing)[2];
  return { kind, name: kind.includes("9") ? shapesOf(token, nothing)[1] : foldText(token) };
}

const nearby = 5;

/** "upper" when no word nearby has a small letter, as an old terminal writes; else "mixed". */
export function textCaseOf(tokens: readonly string[], at: number): string {
  const around = tokens.slice(Math.max(0, at - nearby), at + nearby + 1);
  return around.every((token) => token === token.toUpperCase()) ? "upper" : "mixed";
}
