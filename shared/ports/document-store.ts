import { z } from "zod";
import type { Page, PageRequest } from "./session-store.ts";

export const documentStatuses = ["queued", "indexed", "failed", "parked", "needsOcr"] as const;

/** A source of knowledge: its text stays in the archive under `archiveKey`, its chunks in the index. */
export const Document = z.object({
  id: z.string(),
  title: z.string(),
  contentType: z.string(),
  url: z.string().optional(),
  /** Empty: everyone may read it. */
  allowedGroups: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
  status: z.enum(documentStatuses),
  /** Why it failed or was parked. */
  reason: z.string().optional(),
  attempts: z.number().int().min(0),
  /** The last failures since it was indexed or came, oldest first. */
  failures: z.array(z.object({ at: z.string(), reason: z.string() })).optional(),
  sizeBytes: z.number().int().min(0),
  /** SHA-256 of the content, hex. */
  contentHash: z.string(),
  /** The hash that is in the index now; equal hashes mean there is nothing to do. */
  indexedHash: z.string().optional(),
  chunkCount: z.number().int().min(0),
  createdAt: z.string(),
  updatedAt: z.string(),
  indexedAt: z.string().optional(),
});
export type Document = z.infer<typeof Document>;

export type DocumentStore = {
  /** Creates or replaces by id. */
  put(document: Document): Promise<void>;
  read(id: string): Promise<Document | undefined>;
  /** Newest first. With `groups`: only documents that are open to everyone or to one of these. */
  list(
    query: PageRequest & { status?: Document["status"] | undefined; groups?: string[] | undefined },
  ): Promise<Page<Document>>;
  remove(id: string): Promise<boolean>;
};
