import type { Block, ExtractedDocument } from "./extracted-document.ts";

/** Paragraphs are what blank lines part; a form feed begins the next page. */
export async function extractText(text: string): Promise<ExtractedDocument> {
  const blocks: Block[] = [];
  const headings: string[] = [];
  const pages = text.split("\f");
  let line = 1;
  for (const [index, page] of pages.entries()) {
    let paragraph: string[] = [];
    const lines = page.split("\n");
    for (const [at, content] of [...lines, ""].entries()) {
      if (content.trim() !== "") {
        paragraph.push(content.trimEnd());
      } else if (paragraph.length > 0) {
        const block: Block = { kind: "text", text: paragraph.join("\n"), line: line + at - paragraph.length, headings };
        blocks.push(pages.length > 1 ? { ...block, page: index + 1 } : block);
        paragraph = [];
      }
    }
    line += lines.length - 1;
  }
  return { title: undefined, blocks };
}
