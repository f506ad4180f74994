import { z } from "zod";
import type { Page, PageRequest } from "./session-store.ts";

export const SummaryType = z.enum(["llm", "rule"]);

/** What a session was about. Its id is `sessionId:revision`, so that writing it twice is writing it once. */
export const Summary = z.object({
  id: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  revision: z.number().int().positive(),
  /** How it was made: by the model, or by rules. */
  type: SummaryType,
  title: z.string(),
  text: z.string(),
  keyPoints: z.array(z.string()),
  /** Standard terms by field, as the session ended. */
  terms: z.record(z.string(), z.string()),
  workOrderIds: z.array(z.string()),
  turnCount: z.number().int().min(0),
  createdAt: z.string(),
});
export type Summary = z.infer<typeof Summary>;

export type SummaryQuery = PageRequest & {
  userId: string;
  /** Our tokens of the words looked for. */
  tokens?: string[] | undefined;
  type?: Summary["type"] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  sort: "relevance" | "date";
};

export type SummaryStore = {
  /** Creates it, to be found by `tokens`, unless its id is there already: `exists` is a success of somebody else. */
  create(summary: Summary, tokens: string[]): Promise<"created" | "exists">;
  read(summaryId: string): Promise<Summary | undefined>;
  /** With `tokens`: only summaries that share some, by BM25 or by date as asked. Without: newest first. */
  search(query: SummaryQuery): Promise<Page<Summary & { score?: number }>>;
  /** All revisions of the session; returns how many. */
  removeOfSession(sessionId: string): Promise<number>;
  stats(
    userId: string,
    since: string,
  ): Promise<{ llm: number; rule: number; createdSince: number; storageBytes: number }>;
};
