import { z } from "zod";
import { TermCategory } from "./term-store.ts";

export const sessionStates = ["collecting", "recommending", "finalizing", "ended"] as const;

export const ClueField = z.enum([...TermCategory.options, "itemNo"]);
export type ClueField = z.infer<typeof ClueField>;

/** What is known about one field: the user's words, the standard term, and whether the user said it or it was guessed. */
export const Clue = z.object({
  original: z.string(),
  term: z.string(),
  code: z.string().optional(),
  confidence: z.number().min(0).max(1),
  explicit: z.boolean(),
});
export type Clue = z.infer<typeof Clue>;

export const Clues = z.partialRecord(ClueField, Clue);
export type Clues = z.infer<typeof Clues>;

export const SummaryStatus = z.enum(["none", "queued", "generating", "ready"]);

/** The session as its owner sees it. */
export const Session = z.object({
  id: z.string(),
  userId: z.string(),
  title: z.string(),
  state: z.enum(sessionStates),
  persona: z.string().optional(),
  resonanceKey: z.string().optional(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  clues: Clues,
  missing: z.array(ClueField),
  runningSummary: z.string(),
  turnCount: z.number().int().min(0),
  createdAt: z.string(),
  updatedAt: z.string(),
  expiresAt: z.string(),
  etag: z.string(),
});
export type Session = z.infer<typeof Session>;

/** A recent exchange, kept in the session document so that a turn needs one read. Texts are cut to 600 characters. */
export type RecentTurn = { id: string; message: string; answer: string; recommendedIds: string[] };

/** The session as it is stored. `etag` is the store's; it changes with every commit. */
export type SessionRecord = Session & {
  recentTurns: RecentTurn[];
  /** Grows by one each time a summary is asked for: the summary's key is (session id, revision). */
  summaryRevision: number;
  summaryStatus: z.infer<typeof SummaryStatus>;
};

const ParsedField = z.object({
  original: z.string(),
  term: z.string().optional(),
  code: z.string().optional(),
  confidence: z.number().min(0).max(1),
});
export type ParsedField = z.infer<typeof ParsedField>;

export const Parsed = z.object({
  /** S1: free text. S2: names an item number. S3: a follow-up, resolved from the session's clues. */
  scenario: z.enum(["S1", "S2", "S3"]),
  fields: z.partialRecord(ClueField, ParsedField),
  /** Standard terms that the message took back: "not the pump". */
  denied: z.partialRecord(ClueField, z.array(z.string())).optional(),
  confidence: z.number().min(0).max(1),
});
export type Parsed = z.infer<typeof Parsed>;

export const Recommendation = z.object({
  workOrderId: z.string(),
  itemNo: z.string(),
  title: z.string(),
  location: z.string(),
  equipmentType: z.string(),
  statusCode: z.string(),
  priority: z.string(),
  /** 0 to 1; the weighted mean over the fields that the user named. */
  score: z.number().min(0).max(1),
  /** Each field's own similarity, 0 to 1. */
  why: z.record(z.string(), z.number()),
});
export type Recommendation = z.infer<typeof Recommendation>;

export const Citation = z.object({
  /** The number that stands in the answer as [1], [2], … */
  id: z.number().int().positive(),
  documentId: z.string(),
  title: z.string(),
  page: z.number().int().positive().optional(),
  line: z.number().int().positive().optional(),
  heading: z.string().optional(),
  quote: z.string(),
  score: z.number(),
});
export type Citation = z.infer<typeof Citation>;

export const Turn = z.object({
  id: z.string(),
  sessionId: z.string(),
  message: z.string(),
  answer: z.string(),
  degraded: z.boolean(),
  /** True when the user stopped the answer: what was written until then is kept. */
  cancelled: z.boolean().optional(),
  parsed: Parsed,
  clues: Clues,
  missing: z.array(ClueField),
  recommendations: z.array(Recommendation),
  citations: z.array(Citation),
  quality: z.object({
    scores: z.record(z.string(), z.number()),
    overall: z.number().min(0).max(1),
    retries: z.number().int().min(0),
  }),
  path: z.array(z.string()),
  /** Milliseconds by step. */
  timings: z.record(z.string(), z.number()),
  usage: z.object({ promptTokens: z.number(), completionTokens: z.number(), cost: z.number() }),
  variants: z.record(z.string(), z.string()),
  createdAt: z.string(),
});
export type Turn = z.infer<typeof Turn>;

/** A message that must be sent because of a state change; stored with it, in one transaction. */
export type OutboxEntry = {
  /** Also the message id on the queue, so that sending twice is sending once. */
  id: string;
  queue: string;
  body: unknown;
  createdAt: string;
};

export type Page<T> = { items: T[]; continuation?: string };
export type PageRequest = { limit: number; continuation?: string | undefined };

export type SessionChange = {
  /** The new state; `etag` is the one that was read. */
  session: SessionRecord;
  turn?: Turn;
  outbox?: OutboxEntry[];
};

export type CommitVerdict =
  | { committed: true; session: SessionRecord }
  /** `stale`: the session changed since it was read. `duplicate`: a turn with that id is already there. `gone`: deleted. */
  | { committed: false; reason: "stale" | "duplicate" | "gone" };

/** Sessions with their turns and their outbox, all of one session in one partition. */
export type SessionStore = {
  /** Stores a new session (its `etag` is ignored) and returns it with its etag. */
  create(session: SessionRecord): Promise<SessionRecord>;
  /** One point read. Whose it is, the caller checks. */
  read(sessionId: string): Promise<SessionRecord | undefined>;
  /** Session, turn and outbox entries: all or nothing, under optimistic concurrency. */
  commit(change: SessionChange): Promise<CommitVerdict>;
  /** The user's sessions, newest first. */
  list(query: PageRequest & { userId: string; state?: Session["state"] | undefined }): Promise<Page<SessionRecord>>;
  /** Removes the session with its turns and outbox; false when there was none. */
  remove(sessionId: string): Promise<boolean>;

  readTurn(sessionId: string, turnId: string): Promise<Turn | undefined>;
  /** Oldest first, in the order of their commits. */
  listTurns(sessionId: string, page: PageRequest): Promise<Page<Turn>>;

  /** Sessions not ended whose last change is before `before` (RFC 3339), the longest idle first. */
  listIdle(before: string, limit: number): Promise<SessionRecord[]>;
  /** Ended sessions that were created before `before` (RFC 3339), the oldest first. */
  listEnded(before: string, limit: number): Promise<SessionRecord[]>;
  /** How many sessions the user has. */
  countByState(userId: string): Promise<{ total: number; ended: number }>;

  /** Outbox entries not yet sent, oldest first. */
  pendingOutbox(limit: number): Promise<(OutboxEntry & { sessionId: string })[]>;
  /** Forgets entries that the queue has taken. */
  clearOutbox(entries: { sessionId: string; id: string }[]): Promise<void>;
};
