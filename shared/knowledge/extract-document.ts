import { AppError } from "../errors.ts";
import type { ByteSource } from "../formats/byte-source.ts";
import { decodePieces, encodingOf, isReadable } from "../terms/decode-text.ts";
import { checkSignature, type DocumentFormat } from "./document-format.ts";
import { extractHtml } from "./extract-html.ts";
import { extractMarkdown } from "./extract-markdown.ts";
import { extractPdf } from "./extract-pdf.ts";
import { extractCsv, extractDocx, extractWorkbook } from "./extract-tables.ts";
import { extractText } from "./extract-text.ts";
import { type Block, type Extracted, isBlock } from "./extracted-document.ts";

/**
 * The readable text of a document in its order, with headings and lines, while it is read: memory holds a piece of it. One
 * that is nothing but headings holds its title. Throws `invalid-file` with the reason where it can't be read.
 */
export async function* extractDocument(format: DocumentFormat, source: ByteSource): AsyncGenerator<Extracted> {
  let title: string | undefined;
  let hasText = false;
  await checkSignature(format, source);
  for await (const found of extractors[format](source)) {
    if (found.kind === "title") title = found.text;
    else hasText = true;
    yield found;
  }
  if (!hasText && title !== undefined) yield { kind: "text", text: title, line: 1, headings: [] };
}

/** The same at once, for a document that may stand in memory. */
export async function wholeDocument(
  format: DocumentFormat,
  source: ByteSource,
): Promise<{ title: string | undefined; blocks: Block[] }> {
  let title: string | undefined;
  const blocks: Block[] = [];
  for await (const found of extractDocument(format, source)) {
    if (found.kind === "title") title = found.text;
    else if (isBlock(found)) blocks.push(found);
  }
  return { title, blocks };
}

/** The text of a file in UTF-8, UTF-16 with its mark, or CP949. Throws `invalid-file` where it is none. */
export async function* textsOf(source: ByteSource): AsyncGenerator<string> {
  const encoding = await encodingOf(source());
  for await (const text of decodePieces(source(), encoding)) {
    if (!isReadable(text, encoding)) throw new AppError("invalid-file", "It is neither UTF-8, UTF-16 nor CP949 text.");
    yield text;
  }
}

const extractors: Record<DocumentFormat, (source: ByteSource) => AsyncGenerator<Extracted>> = {
  markdown: (source) => extractMarkdown(textsOf(source)),
  text: (source) => extractText(textsOf(source)),
  html: (source) => extractHtml(textsOf(source)),
  csv: (source) => extractCsv(textsOf(source)),
  xlsx: extractWorkbook,
  docx: extractDocx,
  pdf: extractPdf,
};
