import { type Block, BLOCK_LIMIT_CHARACTERS, type Extracted } from "./extracted-document.ts";
import { textLines } from "./text-lines.ts";

/** A text whose first page has more paragraphs than these counts as one without pages until its first form feed. */
const FIRST_PAGE_BLOCKS = 500;

/** Paragraphs are what blank lines part; a form feed begins the next page. */
export async function* extractText(texts: AsyncIterable<string>): AsyncGenerator<Extracted> {
  const headings: string[] = [];
  /** Of the first page, until it is known whether there are more. */
  let held: Block[] | undefined = [];
  let page = 1;
  let line = 0;
  let paragraph: string[] = [];
  let size = 0;

  function* endParagraph(before: number): Generator<Block> {
    if (paragraph.length === 0) return;
    const block: Block = { kind: "text", text: paragraph.join("\n"), line: before - paragraph.length, headings };
    paragraph = [];
    size = 0;
    if (held !== undefined) held.push(block);
    else yield page === 1 ? block : { ...block, page };
    if (held !== undefined && held.length > FIRST_PAGE_BLOCKS) yield* release({});
  }
  function* release(more: { page?: number }): Generator<Block> {
    for (const block of held ?? []) yield { ...block, ...more };
    held = undefined;
  }

  for await (const lines of textLines(texts, BLOCK_LIMIT_CHARACTERS)) {
    for (const found of lines) {
      line += 1;
      for (const [index, content] of found.split("\f").entries()) {
        if (index > 0) {
          yield* endParagraph(line + (paragraph.length > 0 ? 1 : 0));
          yield* release({ page: 1 });
          page += 1;
        }
        if (content.trim() === "") yield* endParagraph(line);
        else {
          if (size > BLOCK_LIMIT_CHARACTERS) yield* endParagraph(line);
          paragraph.push(content.trimEnd());
          size += content.length;
        }
      }
    }
  }
  yield* endParagraph(line + 1);
  yield* release({});
}
