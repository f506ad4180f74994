/** A query of more tokens than this would cost more than it finds. */
const MAX_QUERY_TOKENS = 64;

/** Our tokens as the text of an FTS5 row, whose tokenizer splits at spaces only. */
export function fullTextRow(tokens: string[]): string {
  return tokens.map(plain).join(" ");
}

/** An FTS5 expression that matches rows with any of the tokens; undefined when there is nothing to look for. */
export function anyOf(tokens: string[]): string | undefined {
  const distinct = [...new Set(tokens.map(plain))].filter((token) => token !== "").slice(0, MAX_QUERY_TOKENS);
  return distinct.length === 0 ? undefined : distinct.map((token) => `"${token}"`).join(" OR ");
}

/** Without what would end a token or a quoted string. */
function plain(token: string): string {
  return token.replace(/[\s"'\p{Cc}]/gu, "");
}
