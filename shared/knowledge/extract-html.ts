import { Parser } from "htmlparser2";
import { breather } from "./breather.ts";
import { type Block, type ExtractedDocument, headingPath } from "./extracted-document.ts";

/** Page furniture and what is no text. */
const skipped = new Set(
  "script style noscript template svg nav header footer aside iframe object select button".split(" "),
);
/** Elements that stay within a line of text. */
const inline = new Set(
  "a abbr b bdi bdo cite code data dfn em font i kbd label mark q s samp small span strong sub sup time tt u var wbr ins del".split(
    " ",
  ),
);

const PIECE_CHARACTERS = 32_768;

/** The text that a reader sees; entities resolved, tables as rows of cells parted by bars. `line` counts lines of that text. */
export async function extractHtml(source: string): Promise<ExtractedDocument> {
  const path = headingPath();
  const blocks: Block[] = [];
  let title: string | undefined;
  let text = "";
  let line = 1;
  let skipDepth = 0;
  let preDepth = 0;
  let cells: string[] | undefined;
  let inTitle = false;

  const take = () => {
    const taken = preDepth > 0 ? text.replaceAll(/^\n+|\s+$/g, "") : text.replaceAll(/\s+/g, " ").trim();
    text = "";
    return taken;
  };
  const add = (kind: Block["kind"], content: string) => {
    if (content === "") return;
    blocks.push({ kind, text: content, line, headings: path.current() });
    line += content.split("\n").length;
  };
  const flush = () => {
    if (cells === undefined) add(preDepth > 0 ? "code" : "text", take());
    else text += " ";
  };
  const endCell = () => {
    const cell = take();
    if (cell !== "") cells?.push(cell);
  };
  const endRow = () => {
    endCell();
    const row = cells ?? [];
    cells = undefined;
    add("row", row.join(" | "));
  };

  const parser = new Parser(
    {
      onopentag(name) {
        if (skipped.has(name)) skipDepth += 1;
        if (skipDepth > 0 || inline.has(name)) return;
        if (name === "title") inTitle = true;
        else if (name === "td" || name === "th") endCell();
        else flush();
        if (name === "tr") cells = [];
        if (name === "pre") preDepth += 1;
      },
      ontext(piece) {
        if (skipDepth > 0) return;
        text += piece;
      },
      onclosetag(name) {
        if (skipped.has(name)) skipDepth = Math.max(0, skipDepth - 1);
        if (skipDepth > 0 || inline.has(name) || skipped.has(name)) return;
        const depth = /^h([1-6])$/.exec(name)?.[1];
        if (inTitle && name === "title") {
          inTitle = false;
          title = take() || undefined;
        } else if (name === "tr") endRow();
        else if (name === "td" || name === "th") endCell();
        else if (depth !== undefined && cells === undefined) enterHeading(Number(depth));
        else flush();
        if (name === "pre") preDepth = Math.max(0, preDepth - 1);
      },
    },
    { decodeEntities: true },
  );
  const breathe = breather();
  for (let at = 0; at < source.length; at += PIECE_CHARACTERS) {
    parser.write(source.slice(at, at + PIECE_CHARACTERS));
    await breathe();
  }
  parser.end();
  cells = undefined;
  flush();
  return { title, blocks };

  function enterHeading(depth: number): void {
    const heading = take();
    if (heading === "") return;
    title ??= heading;
    path.enter(depth, heading);
    line += 1;
  }
}
