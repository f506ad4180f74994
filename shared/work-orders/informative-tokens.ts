import { isEverydayWord } from "../terms/common-words.ts";
import { tokenise } from "../terms/tokenise.ts";

/** More of a long message says nothing more about which past work is like it. */
const MOST = 64;

/** Our tokens of a message without everyday words (please, 확인, 요청), each once. */
export function informativeTokens(message: string): string[] {
  const words = message
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !isEverydayWord(word.replaceAll(/^\p{P}+|\p{P}+$/gu, "")));
  return [...new Set(tokenise(words.join(" ")))].slice(0, MOST);
}
