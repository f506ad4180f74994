import { AppError } from "../../errors.ts";
import type { CommitVerdict, OutboxEntry, SessionRecord, SessionStore, Turn } from "../../ports/session-store.ts";
import { sortableTime } from "../sortable-time.ts";
import type { BatchOutcome, CosmosContainer, Stored } from "./cosmos-container.ts";
import { parseEtag, toEtag } from "./cosmos-etag.ts";
import { countKey, documentId, timeKey } from "./cosmos-keys.ts";
import { listPage, type Listed } from "./cosmos-page.ts";
import { removePartition } from "./cosmos-partition.ts";

type SessionDocument = Listed<SessionRecord> & {
  id: "session";
  sessionId: string;
  kind: "session";
  userId: string;
  state: SessionRecord["state"];
  updatedAt: string;
  turnSequence: number;
  /** Names the write that made this state, so that a repeated write knows its own. */
  commitId: string;
  ttl?: number;
};
type TurnDocument = Listed<Turn> & { id: string; sessionId: string; kind: "turn"; ttl?: number };
type OutboxDocument = Listed<OutboxEntry> & { id: string; sessionId: string; kind: "outbox" };

const sessionId = "session" as const;
const deletionsAtOnce = 10;

/**
 * Sessions, turns and outbox in the container `sessions`: all of one session in one partition, so that a turn is one
 * point read and one transactional batch. The number in a record's etag is the sequence that orders its turns. With
 * `retentionSeconds`, session and turns are forgotten so long after their own last change; an outbox entry never is.
 */
export function cosmosSessionStore(
  container: CosmosContainer,
  { now, newId, retentionSeconds }: { now: () => Date; newId: () => string; retentionSeconds?: number },
): SessionStore {
  let entries = 0;
  const lifetime = retentionSeconds === undefined ? {} : { ttl: retentionSeconds };

  const sessionDocument = (record: SessionRecord, turnSequence: number): SessionDocument => ({
    id: sessionId,
    sessionId: record.id,
    kind: "session",
    userId: record.userId,
    state: record.state,
    updatedAt: sortableTime(record.updatedAt),
    sortKey: timeKey(record.createdAt, record.id),
    turnSequence,
    commitId: newId(),
    record: { ...record, etag: "" },
    ...lifetime,
  });
  const turnDocument = (turn: Turn, partition: string, sequence: number): TurnDocument => ({
    id: documentId("turn", turn.id),
    sessionId: partition,
    kind: "turn",
    sortKey: countKey(sequence),
    record: turn,
    ...lifetime,
  });
  const outboxDocument = (entry: OutboxEntry, partition: string): OutboxDocument => ({
    id: documentId("outbox", entry.id),
    sessionId: partition,
    kind: "outbox",
    // In the order of commits as far as the clocks of the instances agree.
    sortKey: `${now().toISOString()}|${countKey(entries++)}|${partition}|${entry.id}`,
    record: entry,
  });
  const readDocument = (id: string) => container.read<SessionDocument>(id, sessionId);
  const sessionsWhere = (where: string, values: Record<string, string>, limit: number) =>
    container.query<Stored<SessionDocument>>({
      text: `SELECT * FROM c WHERE c.kind = 'session' AND ${where}`,
      values,
      limit,
    });

  return {
    async create(session) {
      const document = sessionDocument(session, 0);
      const etag = await container.create(document);
      if (etag !== undefined) return { ...session, etag: toEtag(0, etag) };
      const stored = await readDocument(session.id);
      // A repeated call finds what its first attempt has made.
      if (stored?.commitId === document.commitId) return toRecord(stored);
      throw new AppError("conflict", "A session with this id exists already.");
    },

    async read(id) {
      const document = await readDocument(id);
      return document && toRecord(document);
    },

    async commit({ session, turn, outbox = [] }): Promise<CommitVerdict> {
      const { number: sequence, etag } = parseEtag(session.etag);
      const nextSequence = turn === undefined ? sequence : sequence + 1;
      const document = sessionDocument(session, nextSequence);
      const turns = turn === undefined ? [] : [{ create: turnDocument(turn, session.id, nextSequence) }];
      const outcome = await container.batch(session.id, [
        ...turns,
        { replace: document, etag },
        ...outbox.map((entry) => ({ upsert: outboxDocument(entry, session.id) })),
      ]);
      if (outcome.done) {
        const newEtag = outcome.etags[turns.length] ?? "";
        return { committed: true, session: { ...session, etag: toEtag(nextSequence, newEtag) } };
      }
      if (outcome.repeated) {
        const stored = await readDocument(session.id);
        if (stored?.commitId === document.commitId) return { committed: true, session: toRecord(stored) };
      }
      return { committed: false, reason: refusal(outcome, turns.length) };
    },

    async list({ userId, state, ...request }) {
      return listPage<SessionDocument, SessionRecord>(container, request, {
        name: "sessions",
        where: ["c.kind = 'session'", "c.userId = @userId", ...(state === undefined ? [] : ["c.state = @state"])],
        values: { userId, ...(state === undefined ? {} : { state }) },
        order: "DESC",
        item: toRecord,
      });
    },

    async remove(id) {
      return (await removePartition(container, id, sessionId)).includes(sessionId);
    },

    async readTurn(id, turnId) {
      return (await container.read<TurnDocument>(id, documentId("turn", turnId)))?.record;
    },

    async listTurns(id, request) {
      return listPage<TurnDocument, Turn>(container, request, {
        name: "turns",
        where: ["c.kind = 'turn'"],
        values: {},
        partition: id,
        order: "ASC",
        item: (document) => document.record,
      });
    },

    async listIdle(before, limit) {
      const where = "c.state != 'ended' AND c.updatedAt < @before ORDER BY c.updatedAt ASC";
      return (await sessionsWhere(where, { before: sortableTime(before) }, limit)).map(toRecord);
    },

    async listEnded(before, limit) {
      const where = "c.state = 'ended' AND c.sortKey < @before ORDER BY c.sortKey ASC";
      return (await sessionsWhere(where, { before: timeKey(before, "") }, limit)).map(toRecord);
    },

    async countByState(userId) {
      const count = async (more: string) => {
        const text = `SELECT VALUE COUNT(1) FROM c WHERE c.kind = 'session' AND c.userId = @userId${more}`;
        return (await container.query<number>({ text, values: { userId } }))[0] ?? 0;
      };
      const [total, ended] = await Promise.all([count(""), count(" AND c.state = 'ended'")]);
      return { total, ended };
    },

    async pendingOutbox(limit) {
      const documents = await container.query<OutboxDocument>({
        text: "SELECT * FROM c WHERE c.kind = 'outbox' ORDER BY c.sortKey ASC",
        values: {},
        limit,
      });
      return documents.map((document) => ({ ...document.record, sessionId: document.sessionId }));
    },

    async clearOutbox(sent) {
      for (let start = 0; start < sent.length; start += deletionsAtOnce) {
        const some = sent.slice(start, start + deletionsAtOnce);
        await Promise.all(some.map((entry) => container.remove(entry.sessionId, documentId("outbox", entry.id))));
      }
    },
  };
}

/** The first operation that failed for a reason of its own says why. */
function refusal({ statuses }: BatchOutcome, sessionIndex: number): "stale" | "duplicate" | "gone" {
  if (sessionIndex > 0 && statuses[0] === 409) return "duplicate";
  if (statuses[sessionIndex] === 412) return "stale";
  if (statuses[sessionIndex] === 404) return "gone";
  throw new AppError("unavailable", "The store refused a commit.", { cause: { statuses } });
}

function toRecord({ record, turnSequence, _etag }: Stored<SessionDocument>): SessionRecord {
  return { ...record, etag: toEtag(turnSequence, _etag) };
}
