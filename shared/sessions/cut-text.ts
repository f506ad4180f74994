/** Made at the first cut: it takes longer than most modules take to load. */
let graphemes: Intl.Segmenter | undefined;
/** The longest character that is kept whole; what is longer (a letter under a hundred marks) is cut by code point. */
const LONGEST_CHARACTER = 32;

/**
 * At most `limit` UTF-16 units, in NFC, well-formed, ending in "…" when something was cut. The cut never falls inside a
 * surrogate pair, a Hangul syllable or another character that readers see as one.
 */
export function cutText(text: string, limit: number): string {
  const whole = composed(text, limit);
  if (whole.length <= limit) return whole;
  if (limit < 1) return "";
  return `${whole.slice(0, characterStart(whole, limit - 1)).trimEnd()}…`;
}

/** The same without "…", cut before the word that does not fit unless that would lose more than half. */
export function cutAtWord(text: string, limit: number): string {
  const whole = composed(text, limit);
  if (whole.length <= limit) return whole;
  const end = characterStart(whole, limit);
  const space = whole.lastIndexOf(" ", end);
  return whole.slice(0, space > limit / 2 ? space : end).trimEnd();
}

/** White space and control characters become one space each run: fit for one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}

/** Long texts are shortened first, generously: a decomposed syllable has three code points. */
function composed(text: string, limit: number): string {
  const enough = (limit + LONGEST_CHARACTER) * 4;
  return (text.length > enough ? text.slice(0, enough) : text).toWellFormed().normalize("NFC");
}

function characterStart(text: string, index: number): number {
  const from = Math.max(0, index - LONGEST_CHARACTER);
  const window = text.slice(isLowSurrogate(text, from) ? from - 1 : from, index + LONGEST_CHARACTER);
  const offset = isLowSurrogate(text, from) ? from - 1 : from;
  const start =
    offset +
    (segmenter()
      .segment(window)
      .containing(index - offset)?.index ?? 0);
  if (start > offset) return start;
  return isLowSurrogate(text, index) ? index - 1 : index;
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}

function segmenter(): Intl.Segmenter {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return graphemes;
}
