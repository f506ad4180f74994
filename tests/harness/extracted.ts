import { byteSource } from "../../shared/formats/byte-source.ts";
import type { DocumentFormat } from "../../shared/knowledge/document-format.ts";
import { extractDocument } from "../../shared/knowledge/extract-document.ts";
import type { Block } from "../../shared/knowledge/extracted-document.ts";

/** All that is found in a document. `pieceBytes`: it comes in pieces of this size. */
export async function extracted(format: DocumentFormat, content: string | Uint8Array, pieceBytes?: number) {
  const bytes = Buffer.from(content);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes!) yield bytes.subarray(at, at + pieceBytes!);
  }
  let title: string | undefined;
  const blocks: Block[] = [];
  for await (const found of extractDocument(format, pieceBytes === undefined ? byteSource(bytes) : pieces)) {
    if (found.kind === "title") title = found.text;
    else blocks.push(found);
  }
  return { title, blocks };
}
