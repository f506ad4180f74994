import { englishStem } from "./english-stem.ts";
import { withoutParticle } from "./korean-particles.ts";
import { foldText } from "./normalise-text.ts";

const word = /[가-힣]+|[a-z0-9]+(?:[-/._&'][a-z0-9]+)*|[\u3131-\u318e]+|[^\s!-~가-힣\u3131-\u318e\p{P}\p{S}\p{C}]+/gu;

/**
 * Index tokens, for documents and queries alike: Korean words without their particle as character bigrams, English words
 * as light stems, numbers as they are, part numbers both whole (p101a) and in their parts.
 */
export function tokenise(text: string): string[] {
  const tokens: string[] = [];
  for (const [found] of foldText(text).matchAll(word)) {
    const code = found.charCodeAt(0);
    if (code < 128) addLatin(tokens, found);
    else addBigrams(tokens, withoutParticle(found));
  }
  return tokens;
}

function addBigrams(tokens: string[], word: string): void {
  if (word.length < 3) tokens.push(word);
  else for (let index = 0; index + 1 < word.length; index += 1) tokens.push(word.slice(index, index + 2));
}

function addLatin(tokens: string[], word: string): void {
  const parts = word.split(/[-/._&']/);
  if (parts.length === 1) {
    tokens.push(/\d/.test(word) ? word : englishStem(word));
    return;
  }
  const whole = parts.join("");
  const isCode = /\d/.test(word) || parts.every((part) => part.length === 1);
  if (isCode || word.includes("'")) tokens.push(/^[\d.]+$/.test(word) ? word : whole);
  if (!word.includes("'") && !/^[\d.]+$/.test(word)) {
    for (const part of parts) if (part.length > 1) tokens.push(/\d/.test(part) ? part : englishStem(part));
  }
}
