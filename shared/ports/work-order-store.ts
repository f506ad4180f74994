import { z } from "zod";
import type { Page, PageRequest } from "./session-store.ts";

/** Fields hold standard term names where one is known, else the words as they came. */
export const WorkOrder = z.object({
  id: z.string(),
  status: z.enum(["draft", "finalized"]),
  itemNo: z.string(),
  process: z.string(),
  location: z.string(),
  equipmentType: z.string(),
  statusCode: z.string(),
  priority: z.string(),
  title: z.string(),
  details: z.string(),
  /** Id of the past work order that the draft started from. */
  basedOn: z.string().optional(),
  /** Whether its user picked that past work order. */
  isChosen: z.boolean().optional(),
  /** The fields that its user filled or changed by hand. */
  edited: z.array(z.string()).optional(),
  /** False: its user does not want that PMark learns from it. */
  learn: z.boolean().optional(),
  /** Set on drafts; imported history has none. */
  sessionId: z.string().optional(),
  userId: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  etag: z.string(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

export type WorkOrderFilter = {
  itemNo?: string | undefined;
  location?: string | undefined;
  equipmentType?: string | undefined;
  statusCode?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

export type CandidateQuery = {
  /** Standard names; each given field draws candidates that equal it. */
  itemNo?: string | undefined;
  location?: string | undefined;
  equipmentType?: string | undefined;
  statusCode?: string | undefined;
  /** Our tokens of the user's words; draws candidates whose title and details share them. */
  tokens?: string[] | undefined;
  limit: number;
};

/** Our tokens of an order's title and details, by which its text is found. */
export type IndexedWorkOrder = { order: WorkOrder; tokens: string[] };

export type WorkOrderStore = {
  create(indexed: IndexedWorkOrder): Promise<WorkOrder>;
  read(id: string): Promise<WorkOrder | undefined>;
  /** Replaces it if its etag is still `order.etag`; the stored order, or undefined when it changed meanwhile. */
  replace(indexed: IndexedWorkOrder): Promise<WorkOrder | undefined>;
  /** Finalised orders and the caller's own drafts, newest first. */
  list(query: PageRequest & WorkOrderFilter & { userId: string }): Promise<Page<WorkOrder>>;
  /** Orders made in the session, drafts and finalised ones, oldest first. */
  listOfSession(sessionId: string): Promise<WorkOrder[]>;
  /** Removes the session's drafts; what is finalised stays. Returns how many. */
  removeDraftsOfSession(sessionId: string): Promise<number>;
  /** Finalised orders that equal a field or share tokens, those that match most first. `textScore` is BM25, unbounded, 0 without tokens. */
  candidates(query: CandidateQuery): Promise<{ order: WorkOrder; textScore: number }[]>;
  /** Whether any finalised order has that item number (compared after NFC, case folded). */
  hasItemNo(itemNo: string): Promise<boolean>;
  /**
   * Adds history rows by id; a row already there is left alone. Returns how many were new. Each row is added whole or not
   * at all; a call that failed may have added some, and can be repeated.
   */
  importHistory(orders: IndexedWorkOrder[]): Promise<number>;
  /** All finalised orders in batches, oldest first: for deriving terms. */
  scan(batchSize: number): AsyncIterable<WorkOrder[]>;
  count(): Promise<number>;
  /** Makes candidates of the finalised orders that a crash kept out; returns how many it looked at. For a timer. */
  repairCandidates(): Promise<number>;
};
