/** NFC, full-width forms to ASCII, lower case. Keeps the length of the NFC text, so that offsets hold in both. */
export function foldText(text: string): string {
  const composed = isComposed(text) ? text : widthFolded(text.normalize("NFC"));
  const lower = composed.toLowerCase();
  return lower.length === composed.length ? lower : composed.replaceAll("İ", "i").toLowerCase();
}

/** The form in which texts are compared: folded, each run of white space one space, trimmed. */
export function normaliseText(text: string): string {
  return foldText(text).replaceAll(/\s+/g, " ").trim();
}

/** ASCII and whole syllables alone: most texts, which neither NFC nor width changes. */
function isComposed(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 126 && (code < 0xac00 || code > 0xd7a3)) return false;
  }
  return true;
}

/** U+FF01 to U+FF5E are ASCII at full width; U+3000 is a wide space. */
function widthFolded(text: string): string {
  return text.replaceAll(/[\u3000\uFF01-\uFF5E]/g, (wide) =>
    wide === "\u3000" ? " " : String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  );
}
