import { z } from "zod";

export const termCategories = ["location", "equipmentType", "statusCode", "priority"] as const;
export const TermCategory = z.enum(termCategories);
export type TermCategory = z.infer<typeof TermCategory>;

/** A standard term of the plant. `aliases` hold other names, abbreviations, and for a status code the symptoms that mean it. */
export const Term = z.object({
  category: TermCategory,
  code: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  aliases: z.array(z.string().min(1).max(200)).max(200),
});
export type Term = z.infer<typeof Term>;

export type TermStore = {
  /** All terms, with a version that changes whenever any of them does. */
  all(): Promise<{ version: number; terms: Term[] }>;
  /** The version alone: cheap, read on every turn. */
  version(): Promise<number>;
  /** Adds or replaces by (category, code), in one transaction; returns how many rows differ from before. */
  upsert(terms: Term[]): Promise<number>;
};
