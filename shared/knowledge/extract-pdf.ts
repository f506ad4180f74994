import type { ByteSource } from "../formats/byte-source.ts";
import { openPdf, type Pdf, type PdfLine } from "../formats/pdf.ts";
import { breather } from "./breather.ts";
import { type Extracted, headingPath } from "./extracted-document.ts";

/** Running titles are learnt from so many pages. */
const LEARNT_PAGES = 40;
/** Of a page's lines, these at its top and its bottom may be a running title or a page number: never half of them. */
const EDGE_LINES = 2;
/** And they are set no larger than the text: headings stand at the top of a page, too. */
const RUNNING_FACTOR = 1.1;
const REPEATED_ON_PAGES = 3;
/** A heading is set larger than most of the text by this factor, and is short. */
const HEADING_FACTOR = 1.15;
const HEADING_CHARACTERS = 120;
/** A gap of so many line heights begins a paragraph. */
const PARAGRAPH_GAP = 1.6;

/** A PDF page by page: `line` counts lines of its page. Running titles and page numbers are left out; a page without text is a scan. */
export async function* extractPdf(source: ByteSource): AsyncGenerator<Extracted> {
  const pdf = await openPdf(source);
  try {
    const { repeated, bodySize } = await learn(pdf);
    const path = headingPath();
    const breathe = breather();
    let hasTitle = pdf.title !== undefined;
    if (pdf.title !== undefined) yield { kind: "title", text: pdf.title };
    for (let page = 1; page <= pdf.pages; page += 1) {
      const { lines } = await pdf.read(page);
      if (lines.length === 0) yield { kind: "scan", page };
      for (const { text, line, size } of paragraphs(lines, repeated, bodySize)) {
        const depth = depthOf(size, bodySize, text);
        if (depth === undefined) yield { kind: "text", text, line, page, headings: path.current() };
        else {
          if (!hasTitle) yield { kind: "title", text };
          hasTitle = true;
          path.enter(depth, text);
        }
      }
      await breathe();
    }
  } finally {
    await pdf.close();
  }
}

/** What stands at the edges of several pages, and the size of most letters. */
async function learn(pdf: Pdf): Promise<{ repeated: Set<string>; bodySize: number }> {
  const edges = new Map<string, number>();
  const letters = new Map<number, number>();
  for (let page = 1; page <= Math.min(pdf.pages, LEARNT_PAGES); page += 1) {
    const { lines } = await pdf.read(page);
    const ofPage = new Set(lines.filter((_, index) => isEdge(index, lines.length)).map(({ text }) => patternOf(text)));
    for (const pattern of ofPage) edges.set(pattern, (edges.get(pattern) ?? 0) + 1);
    for (const { text, size } of lines) {
      const rounded = Math.round(size * 2) / 2;
      letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
    }
  }
  const repeated = [...edges].filter(([, pages]) => pages >= REPEATED_ON_PAGES).map(([pattern]) => pattern);
  const [bodySize = 0] = [...letters].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { repeated: new Set(repeated), bodySize };
}

function isEdge(index: number, count: number): boolean {
  const edge = Math.min(EDGE_LINES, Math.floor(count / 4));
  return index < edge || index >= count - edge;
}

/** The same on every page but for its numbers. */
function patternOf(text: string): string {
  return text.replaceAll(/\d+/g, "#").trim();
}

function isPageNumber(text: string): boolean {
  return /^[-–—\s(]*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:\/|of)\s*\d{1,4})?[-–—\s)]*$/i.test(text);
}

function* paragraphs(
  lines: PdfLine[],
  repeated: Set<string>,
  bodySize: number,
): Generator<{ text: string; line: number; size: number }> {
  let open: { text: string; line: number; size: number; top: number } | undefined;
  for (const [index, { text, size, top }] of lines.entries()) {
    const mayRun = isEdge(index, lines.length) && size <= bodySize * RUNNING_FACTOR;
    if (mayRun && (repeated.has(patternOf(text)) || isPageNumber(text))) continue;
    const goesOn =
      open !== undefined &&
      Math.abs(open.size - size) < 0.6 &&
      open.top - top > 0 &&
      open.top - top < PARAGRAPH_GAP * Math.max(size, 1) &&
      (depthOf(size, bodySize, text) === undefined || open.text.length + text.length < HEADING_CHARACTERS);
    if (open !== undefined && goesOn) {
      open.text += ` ${text}`;
      open.top = top;
    } else {
      if (open !== undefined) yield open;
      open = { text, line: index + 1, size, top };
    }
  }
  if (open !== undefined) yield open;
}

function depthOf(size: number, bodySize: number, text: string): number | undefined {
  const factor = bodySize === 0 ? 1 : size / bodySize;
  if (factor < HEADING_FACTOR || text.length > HEADING_CHARACTERS || !/\p{L}/u.test(text)) return undefined;
  return factor >= 1.7 ? 1 : factor >= 1.35 ? 2 : 3;
}
