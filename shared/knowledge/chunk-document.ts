import type { Block } from "./extracted-document.ts";
import { splitSentences } from "./split-sentences.ts";

export type TextChunk = { text: string; headings: string[]; line: number; page?: number };

/** Small enough to be read at a glance when it is cited, large enough to hold a procedure's step with its reason. */
const CHUNK_TOKENS = 220;
/** How much of a long paragraph is repeated in its next piece, so that no thought is cut in two. */
const OVERLAP_TOKENS = 40;
/** A wider gap of lines begins a new chunk: lines of a chunk are lines of its source. */
const GAP_LINES = 8;

/** Chunks by structure, as blocks come: never across a heading or a page, never through a table row or, where it fits, a paragraph. */
export async function* chunkDocument(blocks: AsyncIterable<Block> | Iterable<Block>): AsyncGenerator<TextChunk> {
  let open: { block: Block; text: string; tokens: number; endLine: number } | undefined;
  for await (const block of blocks) {
    for (const piece of fitting(block)) {
      const tokens = estimateTokens(piece.text);
      const gap = open === undefined ? 0 : Math.max(1, piece.line - open.endLine);
      const fits = open !== undefined && open.tokens + tokens <= CHUNK_TOKENS;
      if (open !== undefined && fits && gap <= GAP_LINES && belongTogether(open.block, piece)) {
        open.text += "\n".repeat(gap) + piece.text;
        open.tokens += tokens;
      } else {
        if (open !== undefined) yield chunkOf(open.block, open.text);
        const begin = underHeader(piece);
        open = { block: begin, text: begin.text, tokens: estimateTokens(begin.text), endLine: 0 };
      }
      open.endLine = piece.line + linesOf(piece.text) - 1;
    }
  }
  if (open !== undefined) yield chunkOf(open.block, open.text);
}

/** About what a language model counts: two thirds of a token a Hangul syllable, a quarter any other character. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x1100) wide += 1;
  return Math.ceil((wide * 2) / 3 + (text.length - wide) / 4);
}

/** A table that goes on in another chunk shows its columns' names again, on the line before. */
function underHeader(block: Block): Block {
  const { header, text, line } = block;
  return header === undefined ? block : { ...block, text: `${header}\n${text}`, line: Math.max(1, line - 1) };
}

function belongTogether(block: Block, next: Block): boolean {
  return block.page === next.page && block.headings === next.headings;
}

/** A block that is too long in pieces at its sentences (code: lines), with an overlap between pieces of prose. */
function fitting(block: Block): Block[] {
  if (block.kind === "row" || estimateTokens(block.text) <= CHUNK_TOKENS) return [block];
  const parts = splitSentences(block.text).flatMap(hardCut);
  const pieces: Block[] = [];
  let from = 0;
  let line = block.line;
  let counted = 0;
  while (from < parts.length) {
    let to = from + 1;
    let tokens = estimateTokens(parts[from]!.text);
    while (to < parts.length && tokens + estimateTokens(parts[to]!.text) <= CHUNK_TOKENS) {
      tokens += estimateTokens(parts[to]!.text);
      to += 1;
    }
    const start = parts[from]!.start;
    const end = parts[to - 1]!.start + parts[to - 1]!.text.length;
    line += linesOf(block.text.slice(counted, start)) - 1;
    counted = start;
    pieces.push({ ...block, text: block.text.slice(start, end), line });
    from = to < parts.length && block.kind === "text" ? Math.max(from + 1, overlapStart(parts, from, to)) : to;
  }
  return pieces;
}

function overlapStart(parts: { text: string }[], from: number, to: number): number {
  let start = to;
  let tokens = 0;
  while (start - 1 > from) {
    tokens += estimateTokens(parts[start - 1]!.text);
    if (tokens > OVERLAP_TOKENS) break;
    start -= 1;
  }
  return start;
}

/** A sentence longer than a chunk is cut at a space, or anywhere when it has none. */
function hardCut(sentence: { text: string; start: number }): { text: string; start: number }[] {
  if (estimateTokens(sentence.text) <= CHUNK_TOKENS) return [sentence];
  const pieces: { text: string; start: number }[] = [];
  for (let at = 0; at < sentence.text.length;) {
    let end = Math.min(sentence.text.length, at + CHUNK_TOKENS);
    const space = sentence.text.lastIndexOf(" ", end);
    if (end < sentence.text.length && space > at + CHUNK_TOKENS / 2) end = space;
    pieces.push({ text: sentence.text.slice(at, end), start: sentence.start + at });
    at = end;
  }
  return pieces;
}

function chunkOf(block: Block, text: string): TextChunk {
  const { headings, line, page } = block;
  return page === undefined ? { text, headings, line } : { text, headings, line, page };
}

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
