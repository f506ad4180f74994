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
};

export type ExtractedDocument = { title: string | undefined; blocks: Block[] };

/** Headings by depth; a new one ends those as deep or deeper. */
export function headingPath() {
  const levels: (string | undefined)[] = [];
  let current: string[] = [];
  return {
    enter(depth: number, heading: string): void {
      levels.length = depth;
      levels[depth - 1] = heading;
      current = levels.filter((level) => level !== undefined);
    },
    current: () => current,
  };
}
