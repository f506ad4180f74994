/** The lines of a text that comes in pieces, in batches, without their ends (LF or CRLF). One longer than `limit` comes in parts. */
export async function* textLines(texts: AsyncIterable<string>, limit: number): AsyncGenerator<string[]> {
  let rest = "";
  for await (const text of texts) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    const parts = lines.flatMap((line) => inParts(line, limit));
    if (rest.length > limit) {
      const cut = inParts(rest, limit);
      rest = cut.pop() ?? "";
      parts.push(...cut);
    }
    yield parts;
  }
  yield inParts(rest, limit);
}

function inParts(line: string, limit: number): string[] {
  if (line.length <= limit) return [line];
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += limit) parts.push(line.slice(at, at + limit));
  return parts;
}
