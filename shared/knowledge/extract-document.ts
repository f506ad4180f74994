import type { DocumentFormat } from "./document-format.ts";
import { extractHtml } from "./extract-html.ts";
import { extractMarkdown } from "./extract-markdown.ts";
import { extractText } from "./extract-text.ts";
import type { ExtractedDocument } from "./extracted-document.ts";

/** The readable text of a document in its order, with headings and lines. One that is nothing but headings holds its title. */
export async function extractDocument(format: DocumentFormat, text: string): Promise<ExtractedDocument> {
  const extracted = await extractors[format](text.replaceAll("\r\n", "\n"));
  const { title, blocks } = extracted;
  if (blocks.length > 0 || title === undefined) return extracted;
  return { title, blocks: [{ kind: "text", text: title, line: 1, headings: [] }] };
}

const extractors: Record<DocumentFormat, (text: string) => Promise<ExtractedDocument>> = {
  markdown: extractMarkdown,
  text: extractText,
  html: extractHtml,
};
