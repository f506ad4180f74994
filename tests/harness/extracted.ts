import { byteSource } from "../../shared/formats/byte-source.ts";
import type { DocumentFormat } from "../../shared/knowledge/document-format.ts";
import { wholeDocument } from "../../shared/knowledge/extract-document.ts";

/** All that is found in a document. `pieceBytes`: it comes in pieces of this size. */
export function extracted(format: DocumentFormat, content: string | Uint8Array, pieceBytes?: number) {
  const bytes = Buffer.from(content);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes!) yield bytes.subarray(at, at + pieceBytes!);
  }
  return wholeDocument(format, pieceBytes === undefined ? byteSource(bytes) : pieces);
}
