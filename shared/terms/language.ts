/** The language to answer in: Korean as soon as the text holds Hangul that is not a lone word among English ones. */
export function languageOf(text: string): "ko" | "en" {
  const { hangulWords, latinWords, hangul } = wordCounts(text);
  if (hangul === 0) return "en";
  return hangulWords * 4 >= latinWords ? "ko" : "en";
}

/** The language of a piece of a document: `mixed` when each script holds at least a fifth of the letters. */
export function chunkLanguage(text: string): "ko" | "en" | "mixed" {
  const { hangul, latin } = wordCounts(text);
  // One syllable carries about as much as two Latin letters.
  const korean = (2 * hangul) / Math.max(1, 2 * hangul + latin);
  if (korean < 0.2) return "en";
  return korean > 0.8 ? "ko" : "mixed";
}

function wordCounts(text: string) {
  const counts = { hangul: 0, latin: 0, hangulWords: 0, latinWords: 0 };
  let previous: "hangul" | "latin" | "other" = "other";
  for (let index = 0; index < text.length; index += 1) {
    const script = scriptOf(text.charCodeAt(index));
    if (script !== "other") {
      counts[script] += 1;
      if (script !== previous) counts[`${script}Words`] += 1;
    }
    previous = script;
  }
  return counts;
}

function scriptOf(code: number): "hangul" | "latin" | "other" {
  if ((code >= 0xac00 && code <= 0xd7a3) || (code >= 0x1100 && code <= 0x11ff) || (code >= 0x3131 && code <= 0x318e))
    return "hangul";
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? "latin" : "other";
}
