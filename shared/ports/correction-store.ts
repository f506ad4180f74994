import { z } from "zod";
import type { Page, PageRequest } from "./session-store.ts";
import { TermCategory } from "./term-store.ts";

export const correctionStatuses = ["proposed", "accepted", "rejected"] as const;

/** Words that users meant as another standard term than PMark read in them, until an operator has judged. */
export const TermCorrection = z.object({
  /** Derived from category, words and code: the same correction is one. */
  id: z.string(),
  category: TermCategory,
  /** As a user wrote them. */
  words: z.string(),
  /** The standard name that was read in the words; absent where they were unknown. */
  readAs: z.string().optional(),
  /** What was meant. */
  code: z.string(),
  name: z.string(),
  status: z.enum(correctionStatuses),
  /** In how many finalised work orders. */
  seen: z.number().int().min(1),
  /** The latest of these, at most 20. */
  workOrderIds: z.array(z.string()),
  /** Who judged it. */
  judgedBy: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  etag: z.string(),
});
export type TermCorrection = z.infer<typeof TermCorrection>;

export type CorrectionStore = {
  read(id: string): Promise<TermCorrection | undefined>;
  /** Creates it where `etag` is empty, else replaces the one that was read; undefined when it is there or has changed. */
  write(correction: TermCorrection): Promise<TermCorrection | undefined>;
  /** Newest first. */
  list(query: PageRequest & { status?: TermCorrection["status"] | undefined }): Promise<Page<TermCorrection>>;
};
