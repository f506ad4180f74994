/**
 * A piece of text that belongs together: a paragraph, a list item, a table row, a code block. Its own line breaks count as
 * lines: `line` (from 1) plus their number is where a word stands.
 */
export type Block = {
  kind: "text" | "row" | "code";
  text: string;
  line: number;
  /** The headings above it, outermost first: one and the same array for all blocks of a section. */
  headings: string[];
  page?: number;
  /** Of a table's row: the row that names its columns. */
  header?: string;
};

/** What is found while a document is read, in its order: its title once at most, and pages that are pictures of text. */
export type Extracted = Block | { kind: "title"; text: string } | { kind: "scan"; page: number };

/** Whether it is text. */
export function isBlock(found: Extracted): found is Block {
  return found.kind !== "title" && found.kind !== "scan";
}

/** What stands between two breaks is cut after so many characters: memory is bounded whatever a document holds. */
export const BLOCK_LIMIT_CHARACTERS = 60_000;

/** A heading is repeated with each of its chunks. */
const HEADING_LIMIT_CHARACTERS = 300;

/** Headings by depth; a new one ends those as deep or deeper. */
export function headingPath() {
  const levels: (string | undefined)[] = [];
  let current: string[] = [];
  return {
    enter(depth: number, heading: string): void {
      levels.length = depth;
      levels[depth - 1] = heading.slice(0, HEADING_LIMIT_CHARACTERS);
      current = levels.filter((level) => level !== undefined);
    },
    current: () => current,
  };
}
