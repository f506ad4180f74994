import type { Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { breather } from "./breather.ts";
import { type Block, type Extracted, headingPath } from "./extracted-document.ts";
import { markdownSections } from "./markdown-sections.ts";

/**
 * Text as it stands in the source, without the marks of its blocks (#, -, >, the outer bars of a table): what is quoted from
 * it is found there. Tables are rows, wrapped lines are one. The first heading is the title, unless the front matter has one.
 */
export async function* extractMarkdown(texts: AsyncIterable<string>): AsyncGenerator<Extracted> {
  const breathe = breather();
  const path = headingPath();
  let found: Extracted[] = [];
  let hasTitle = false;
  let table: { nextLine: number; header: string | undefined } | undefined;
  for await (const { text, line, frontTitle } of markdownSections(texts)) {
    if (frontTitle !== undefined) entitle(frontTitle);
    for (const node of fromMarkdown(text).children) visit(node, { text, firstLine: line });
    yield* found;
    found = [];
    await breathe();
  }

  function entitle(text: string): void {
    if (hasTitle || text === "") return;
    hasTitle = true;
    found.push({ kind: "title", text });
  }

  /** A long table is read in several sections: its rows follow each other. */
  function addRows(lines: string[], firstLine: number): void {
    const isNext = table !== undefined && table.nextLine === firstLine;
    let header = isNext ? table?.header : undefined;
    for (const [index, row] of lines.entries()) {
      if (isRule(row)) continue;
      const text = withoutBars(row);
      const block: Block = { kind: "row", text, line: firstLine + index, headings: path.current() };
      found.push(header === undefined ? block : { ...block, header });
      if (!isNext && index === 0 && isRule(lines[1] ?? "")) header = text;
    }
    table = { nextLine: firstLine + lines.length, header };
  }

  function visit(node: RootContent, section: { text: string; firstLine: number }): void {
    const line = section.firstLine + (node.position?.start.line ?? 1) - 1;
    const add = (kind: Block["kind"], text: string, at = line) => {
      if (text.trim() !== "") found.push({ kind, text, line: at, headings: path.current() });
    };
    if (node.type === "heading") {
      const heading = plainText(node).trim();
      entitle(heading);
      path.enter(node.depth, heading);
    } else if (node.type === "paragraph") {
      const lines = sourceOf(node, section.text).split("\n").map(withoutMarks);
      if (lines.every(isRow)) {
        addRows(lines, line);
      } else add("text", lines.join(" "));
    } else if (node.type === "code")
      add("code", node.value, /^[`~]/.test(sourceOf(node, section.text)) ? line + 1 : line);
    else if (node.type === "html") add("text", node.value.replaceAll(/<!--[\s\S]*?-->|<[^>]*>/g, " ").trim());
    else if ("children" in node) for (const child of node.children) visit(child, section);
  }
}

function sourceOf(node: Nodes, text: string): string {
  return text.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
}

/** Of a wrapped line within a quote or a list. */
function withoutMarks(line: string): string {
  return line.replace(/^[\s>]+/, "").trimEnd();
}

function isRow(line: string): boolean {
  return line.startsWith("|") || isRule(line);
}

function isRule(line: string): boolean {
  return /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/.test(line) && line.includes("|");
}

function withoutBars(row: string): string {
  return row.replace(/^\|\s*/, "").replace(/\s*\|$/, "");
}

function plainText(node: Nodes): string {
  if ("value" in node) return node.value;
  if ("alt" in node) return node.alt ?? "";
  return "children" in node ? node.children.map(plainText).join("") : "";
}
