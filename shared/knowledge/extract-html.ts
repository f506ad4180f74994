import { Parser } from "htmlparser2";
import { breather } from "./breather.ts";
import { AppError } from "../errors.ts";
import { type Block, BLOCK_LIMIT_CHARACTERS, type Extracted, headingPath } from "./extracted-document.ts";

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
const ROW_LIMIT_CELLS = 1_000;
/** The parser keeps a tag or comment until its end; some hold whole pictures. */
const TAG_LIMIT_CHARACTERS = 16_777_216;

/** The text that a reader sees; entities resolved, tables as rows of cells parted by bars. `line` counts lines of that text. */
export async function* extractHtml(texts: AsyncIterable<string>): AsyncGenerator<Extracted> {
  const path = headingPath();
  let found: Extracted[] = [];
  let hasTitle = false;
  let unread = 0;
  let text = "";
  let line = 1;
  let skipDepth = 0;
  let preDepth = 0;
  let cells: string[] | undefined;
  /** Of the open row: whether all its cells are headers. */
  let isHeader = false;
  let header: string | undefined;
  let inTitle = false;

  const take = () => {
    const taken = preDepth > 0 ? text.replaceAll(/^\n+|\s+$/g, "") : text.replaceAll(/\s+/g, " ").trim();
    text = "";
    return taken;
  };
  const add = (kind: Block["kind"], content: string) => {
    if (content === "") return;
    const above = kind === "row" && header !== undefined ? { header } : {};
    found.push({ kind, text: content, line, headings: path.current(), ...above });
    line += content.split("\n").length;
  };
  const flush = () => {
    if (cells === undefined) add(preDepth > 0 ? "code" : "text", take());
    else text += " ";
  };
  const entitle = (content: string) => {
    if (content !== "" && !hasTitle) found.push({ kind: "title", text: content });
    hasTitle ||= content !== "";
  };
  /** Of text without a break: what stands before its last space. */
  const cut = () => {
    const end = (/\s\S*$/.exec(text)?.index ?? text.length - 1) + 1;
    const rest = text.slice(end);
    text = text.slice(0, end);
    if (cells === undefined) flush();
    else {
      endRow();
      cells = [];
    }
    text = rest;
  };
  const endCell = () => {
    if (cells === undefined) return flush();
    const cell = take();
    if (cell !== "") cells.push(cell);
    if (cells.length === ROW_LIMIT_CELLS) {
      add("row", cells.join(" | "));
      cells = [];
    }
  };
  const endRow = () => {
    endCell();
    const row = (cells ?? []).join(" | ");
    cells = undefined;
    add("row", row);
    if (isHeader && row !== "") header ??= row;
  };

  const parser = new Parser(
    {
      onopentag(name) {
        unread = 0;
        if (skipped.has(name)) skipDepth += 1;
        if (skipDepth > 0 || inline.has(name)) return;
        if (name === "title") inTitle = true;
        else if (name === "td" || name === "th") endCell();
        else flush();
        if (name === "table") header = undefined;
        if (name === "tr") cells = [];
        if (name === "tr" || name === "td") isHeader = name === "tr";
        if (name === "pre") preDepth += 1;
      },
      ontext(piece) {
        unread = 0;
        if (skipDepth > 0) return;
        text += piece;
        if (text.length > BLOCK_LIMIT_CHARACTERS) cut();
      },
      oncomment() {
        unread = 0;
      },
      onclosetag(name) {
        unread = 0;
        if (skipped.has(name)) skipDepth = Math.max(0, skipDepth - 1);
        if (skipDepth > 0 || inline.has(name) || skipped.has(name)) return;
        const depth = /^h([1-6])$/.exec(name)?.[1];
        if (inTitle && name === "title") {
          inTitle = false;
          entitle(take());
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
  for await (const source of texts) {
    for (let at = 0; at < source.length; at += PIECE_CHARACTERS) {
      unread += Math.min(PIECE_CHARACTERS, source.length - at);
      if (unread > TAG_LIMIT_CHARACTERS)
        throw new AppError("invalid-file", "It holds a tag or comment without an end.");
      parser.write(source.slice(at, at + PIECE_CHARACTERS));
      yield* found;
      found = [];
      await breathe();
    }
  }
  parser.end();
  cells = undefined;
  flush();
  yield* found;

  function enterHeading(depth: number): void {
    const heading = take();
    if (heading === "") return;
    entitle(heading);
    path.enter(depth, heading);
    line += 1;
  }
}
