import { BLOCK_LIMIT_CHARACTERS } from "./extracted-document.ts";
import { textLines } from "./text-lines.ts";

/** `line` counts from 1 in the document; the first section also brings the title of the front matter, if there is one. */
type Section = { text: string; line: number; frontTitle?: string | undefined };

/** A parser's time may grow faster than its input, and others wait meanwhile: a section is cut soon after so many characters. */
const SECTION_CHARACTERS = 8_000;
const FRONT_LINES = 100;
/** Quotes and lists within each other beyond this depth are taken for noise. */
const deepMarks =
  /^((?:[ \t]{0,3}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){8})(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** Cuts a document, as it is read, before its headings into pieces that can be parsed on their own. */
export async function* markdownSections(texts: AsyncIterable<string>): AsyncGenerator<Section> {
  const cutter = sectionCutter();
  let top: string[] | undefined = [];
  for await (const lines of textLines(texts, BLOCK_LIMIT_CHARACTERS)) {
    if (top !== undefined) {
      top.push(...lines);
      if (top.length <= FRONT_LINES) continue;
    }
    const ready: string[] = top === undefined ? lines : cutter.skipFront(top);
    top = undefined;
    for (const line of ready) yield* cutter.add(line);
  }
  for (const line of top === undefined ? [] : cutter.skipFront(top)) yield* cutter.add(line);
  yield* cutter.end();
}

function sectionCutter() {
  let section: string[] = [];
  let size = 0;
  let start = 0;
  let index = 0;
  let fence: { mark: string; line: string } | undefined;
  let frontTitle: string | undefined;

  function flush(): Section[] {
    const done: Section[] = section.length === 0 ? [] : [{ text: section.join("\n"), line: start + 1, frontTitle }];
    if (done.length > 0) frontTitle = undefined;
    section = [];
    size = 0;
    start = index;
    return done;
  }

  /** Within a code block: closed here and opened anew, so that what follows is still code. */
  function flushFence(open: { mark: string; line: string }): Section[] {
    section.push(open.mark);
    const done = flush();
    section = [open.line];
    start = index - 1;
    return done;
  }

  return {
    /** What remains of the first lines without YAML between two lines of dashes: only its title is read. */
    skipFront(lines: string[]): string[] {
      const end = lines[0]?.trimEnd() === "---" ? lines.slice(1, FRONT_LINES).findIndex(isDashes) : -1;
      if (end < 0) return lines;
      const titles = lines.slice(1, end + 1).map((line) => /^title:\s*["']?(.+?)["']?\s*$/.exec(line)?.[1]);
      frontTitle = titles.find((title) => title !== undefined);
      index = end + 2;
      start = index;
      return lines.slice(index);
    },

    add(given: string): Section[] {
      const line = given.replace(deepMarks, "$1");
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      const done = cutBefore(line);
      if (mark !== undefined && fence === undefined) fence = { mark, line };
      else if (mark !== undefined && fence !== undefined && mark.startsWith(fence.mark)) fence = undefined;
      section.push(line);
      size += line.length + 1;
      index += 1;
      return done;
    },

    end: flush,
  };

  function cutBefore(line: string): Section[] {
    if (fence !== undefined) return size > BLOCK_LIMIT_CHARACTERS ? flushFence(fence) : [];
    const isHeading = /^ {0,3}#{1,6}(?:\s|$)/.test(line);
    const isLong = size > SECTION_CHARACTERS && mayCut(section.at(-1) ?? "", line);
    return (isHeading && size > 0) || isLong || size > BLOCK_LIMIT_CHARACTERS ? flush() : [];
  }
}

/** Between two paragraphs, list items or table rows; not before an indented line, which may go on with a list. */
function mayCut(before: string, line: string): boolean {
  return (
    (before === "" && !/^(?:\s|$)/.test(line)) ||
    /^(?:[-*+]|\d{1,9}[.)])\s/.test(line) ||
    (before.startsWith("|") && line.startsWith("|"))
  );
}

function isDashes(line: string): boolean {
  return line.trimEnd() === "---";
}
