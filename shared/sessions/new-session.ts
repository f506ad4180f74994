import { z } from "zod";
import type { Caller } from "../ports/caller.ts";
import type { SessionRecord, SessionStore } from "../ports/session-store.ts";
import { missingFields } from "./clues.ts";
import { plainText } from "./plain-text.ts";

const METADATA_ENTRIES = 20;

export const CreateSession = z.strictObject({
  /** Without one, the session is named after its first message. */
  title: plainText(200).optional(),
  persona: plainText(64).optional(),
  resonanceKey: plainText(128).optional(),
  metadata: z
    .record(plainText(64).min(1), z.union([plainText(500), z.number(), z.boolean()]))
    .refine(
      (entries) => Object.keys(entries).length <= METADATA_ENTRIES,
      `must have at most ${METADATA_ENTRIES} entries`,
    )
    .optional(),
});
export type CreateSession = z.infer<typeof CreateSession>;

export type NewSessionPorts = {
  sessions: SessionStore;
  now: () => Date;
  newId: () => string;
  config: { session: { ttlHours: number } };
};

/** A new, empty session of the caller. It expires `ttlHours` after it was made. */
export function createSession(
  { sessions, now, newId, config }: NewSessionPorts,
  caller: Caller,
  request: CreateSession = {},
): Promise<SessionRecord> {
  const created = now();
  const { title = "", persona, resonanceKey, metadata } = request;
  return sessions.create({
    id: newId(),
    userId: caller.userId,
    title,
    state: "collecting",
    ...(persona === undefined ? {} : { persona }),
    ...(resonanceKey === undefined ? {} : { resonanceKey }),
    ...(metadata === undefined ? {} : { metadata }),
    clues: {},
    missing: missingFields({}),
    runningSummary: "",
    turnCount: 0,
    createdAt: created.toISOString(),
    updatedAt: created.toISOString(),
    expiresAt: new Date(created.getTime() + config.session.ttlHours * 3_600_000).toISOString(),
    etag: "",
    recentTurns: [],
    summaryRevision: 0,
    summaryStatus: "none",
  });
}
