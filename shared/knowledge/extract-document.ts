import type { DocumentFormat } from "./document-format.ts";
import { extractHtml } from "./extract-html.ts";
import { extractMarkdown } from "./extract-markdown.ts";
import { extractText } from "./extract-text.ts";
import type { ExtractedDocument } from "./extracted-document.ts";

/** The readable text of a document in its order, with headings and lines. */
export function extractDocument(format: DocumentFormat, text: string): ExtractedDocument {
  return extractors[format](text.replaceAll("\r\n", "\n"));
}

const extractors: Record<DocumentFormat, (text: string) => ExtractedDocument> = {
  markdown: extractMarkdown,
  text: extractText,
  html: extractHtml,
};
