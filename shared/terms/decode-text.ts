import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";

export type TextEncoding = "utf-8" | "cp949";

/** UTF-8 with or without BOM, else CP949 (Windows Korean). Undefined when it is neither: no text at all. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const utf8 = isUtf8(bytes);
  const text = utf8 ? new TextDecoder().decode(bytes) : iconv.decode(asBuffer(bytes), "cp949");
  return isReadable(text, utf8 ? "utf-8" : "cp949") ? text : undefined;
}

/** Reads every piece once, so that a file of any size is judged in bounded memory. */
export async function encodingOf(pieces: AsyncIterable<Uint8Array>): Promise<TextEncoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const piece of pieces) decoder.decode(piece, { stream: true });
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
  if (encoding === "utf-8") {
    const decoder = new TextDecoder();
    for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } else {
    const decoder = iconv.getDecoder("cp949");
    for await (const piece of pieces) yield decoder.write(asBuffer(piece));
    yield decoder.end() ?? "";
  }
}

/** False when the bytes were no text: NUL, or bytes that CP949 does not have. */
export function isReadable(text: string, encoding: TextEncoding): boolean {
  return !text.includes("\0") && (encoding === "utf-8" || !text.includes("\uFFFD"));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
