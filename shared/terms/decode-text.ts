export type TextEncoding = "utf-8" | "cp949" | "utf-16le" | "utf-16be";

/** As Excel writes "Unicode text". Without the mark UTF-16 is not told from other bytes. */
export function wideEncodingOf(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** Reads every piece once, so that a file of any size is judged in bounded memory. */
export async function encodingOf(pieces: AsyncIterable<Uint8Array>): Promise<TextEncoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isStart = true;
  try {
    for await (const piece of pieces) {
      const wide = isStart ? wideEncodingOf(piece) : undefined;
      if (wide !== undefined) return wide;
      isStart &&= piece.length === 0;
      decoder.decode(piece, { stream: true });
    }
    decoder.decode();
    return "utf-8";
  } catch (error) {
    if (error instanceof TypeError) return "cp949";
    throw error;
  }
}

/** The text of each piece; a character cut by a border comes with the piece that ends it. The BOM is left out. */
export async function* decodePieces(
  pieces: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string, void, undefined> {
  if (encoding !== "cp949") {
    const decoder = new TextDecoder(encoding);
    for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } else {
    // Its tables are large, and few files need them.
    const { default: iconv } = await import("iconv-lite");
    const decoder = iconv.getDecoder("cp949");
    for await (const piece of pieces) yield decoder.write(asBuffer(piece));
    yield decoder.end() ?? "";
  }
}

/** False when the bytes were no text: NUL, or bytes that their encoding does not have. */
export function isReadable(text: string, encoding: TextEncoding): boolean {
  return !text.includes("\0") && (encoding === "utf-8" || !text.includes("\uFFFD"));
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
