type Section = { text: string; line: number };

/** A parser's time may grow faster than its input: a section is cut at the next blank line after this many characters. */
const SECTION_CHARACTERS = 20_000;
/** And anywhere after this many. */
const SECTION_LIMIT_CHARACTERS = 60_000;
const LINE_LIMIT_CHARACTERS = 60_000;
/** Quotes and lists within each other beyond this depth are taken for noise. */
const deepMarks =
  /^((?:[ \t]{0,3}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){8})(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/** Cuts a document before its headings into pieces that can be parsed on their own, code fences kept whole. */
export function markdownSections(source: string): { frontTitle: string | undefined; sections: Section[] } {
  const lines = source.split("\n").flatMap((line) => tamed(line));
  const front = frontMatter(lines);
  const sections: Section[] = [];
  let section: string[] = [];
  let size = 0;
  let fence: string | undefined;
  let start = front.lines;
  const flush = (next: number) => {
    if (section.length > 0) sections.push({ text: section.join("\n"), line: start + 1 });
    section = [];
    size = 0;
    start = next;
  };
  for (let index = front.lines; index < lines.length; index += 1) {
    const line = lines[index]!;
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && /^ {0,3}#{1,6}(?:\s|$)/.test(line) && size > 0) flush(index);
    else if (size > SECTION_LIMIT_CHARACTERS || (size > SECTION_CHARACTERS && fence === undefined && line === ""))
      flush(index);
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    section.push(line);
    size += line.length + 1;
  }
  flush(lines.length);
  return { frontTitle: front.title, sections };
}

/** YAML between two lines of dashes on top: only its title is read. */
function frontMatter(lines: string[]): { lines: number; title: string | undefined } {
  if (lines[0]?.trimEnd() !== "---") return { lines: 0, title: undefined };
  const end = lines.slice(1, 100).findIndex((line) => line.trimEnd() === "---");
  if (end < 0) return { lines: 0, title: undefined };
  const title = lines.slice(1, end + 1).map((line) => /^title:\s*["']?(.+?)["']?\s*$/.exec(line)?.[1]);
  return { lines: end + 2, title: title.find((found) => found !== undefined) };
}

function tamed(line: string): string[] {
  if (line.length <= LINE_LIMIT_CHARACTERS) return [line.replace(deepMarks, "$1")];
  const pieces: string[] = [];
  for (let at = 0; at < line.length; at += LINE_LIMIT_CHARACTERS) {
    pieces.push(line.slice(at, at + LINE_LIMIT_CHARACTERS).replace(deepMarks, "$1"));
  }
  return pieces;
}
