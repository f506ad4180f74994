import { z } from "zod";
import { Citation } from "../ports/session-store.ts";

const Result = z.object({
  documentId: z.string(),
  title: z.string(),
  headings: z.array(z.string()),
  text: z.string(),
  page: z.number().optional(),
  line: z.number().optional(),
  url: z.string().optional(),
  score: z.number(),
});

const Cell = z.object({
  text: z.string().describe("Empty where nothing was found"),
  citation: z
    .number()
    .int()
    .optional()
    .describe("The id of the citation that the text rests on; the first cell names the row"),
});

const Table = z.object({
  columns: z.array(z.string()).describe("What is compared, then the attributes that were asked for"),
  rows: z.array(z.object({ cells: z.array(Cell).describe("One for each column") })),
});

/** What a search answers. `degraded`: a model is configured, and the rules wrote what it should have written. */
export const SearchAnswer = z.object({
  requestId: z.string(),
  results: z.array(Result),
  answer: z.string().optional(),
  table: Table.optional(),
  citations: z.array(Citation),
  degraded: z.boolean(),
});

export type SearchAnswer = z.infer<typeof SearchAnswer>;
export type SearchResult = z.infer<typeof Result>;
export type ComparisonCell = z.infer<typeof Cell>;
export type Comparison = { table: z.infer<typeof Table>; citations: Citation[] };
