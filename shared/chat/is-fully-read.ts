import { isParticle } from "../terms/korean-particles.ts";
import type { ParsedByRules } from "./parse-by-rules.ts";
import { SURE } from "./supplement-parsed.ts";

/**
 * Whether the rules are sure of everything that the message says: a dictionary match for each of its words, and nothing
 * inferred or taken back. A model could add nothing, so it need not be asked before the answer.
 */
export function isFullyRead(message: string, { fields, guessed, denied }: ParsedByRules): boolean {
  const found = Object.values(fields);
  const isSure = found.every(({ term, confidence }) => term !== undefined && confidence >= SURE);
  if (found.length === 0 || !isSure || guessed.size > 0 || Object.keys(denied).length > 0) return false;
  const said = found.map(({ original }) => original).toSorted((a, b) => b.length - a.length);
  const rest = said.reduce((text, original) => text.replace(original, " "), message.normalize("NFC"));
  return rest.split(/[^\p{L}\p{N}]+/u).every((word) => word === "" || isParticle(word));
}
