import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { asBuffer, isReadable, wideEncodingOf } from "./decode-text.ts";

/** UTF-16 with its BOM, UTF-8 with or without one, else CP949 (Windows Korean). Undefined when it is neither: no text at all. */
export function decodeWholeText(bytes: Uint8Array): string | undefined {
  const encoding = wideEncodingOf(bytes) ?? (isUtf8(bytes) ? "utf-8" : "cp949");
  const text = encoding === "cp949" ? iconv.decode(asBuffer(bytes), encoding) : new TextDecoder(encoding).decode(bytes);
  return isReadable(text, encoding) ? text : undefined;
}
