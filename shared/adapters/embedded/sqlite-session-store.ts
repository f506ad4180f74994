import { AppError } from "../../errors.ts";
import type { CommitVerdict, OutboxEntry, SessionRecord, SessionStore, Turn } from "../../ports/session-store.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type Stored = { record: string };

/** Thrown inside a commit to roll it back; becomes its verdict. */
class Refused extends Error {
  readonly reason: "stale" | "duplicate" | "gone";
  constructor(reason: "stale" | "duplicate" | "gone") {
    super(reason);
    this.reason = reason;
  }
}

/** Sessions, turns and outbox in one file: a commit is one transaction. */
export function sqliteSessionStore(database: SqliteDatabase): SessionStore {
  const insert = database.statement(
    `INSERT INTO sessions (id, user_id, state, created_at, updated_at, etag, record) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const update = database.statement(
    "UPDATE sessions SET state = ?, updated_at = ?, etag = ?, record = ? WHERE id = ? AND etag = ?",
  );
  const select = database.statement<Stored>("SELECT record FROM sessions WHERE id = ?");
  const remove = database.statement("DELETE FROM sessions WHERE id = ?");
  const selectIdle = database.statement<Stored>(
    "SELECT record FROM sessions WHERE state <> 'ended' AND updated_at < ? ORDER BY updated_at LIMIT ?",
  );
  const selectEnded = database.statement<Stored>(
    "SELECT record FROM sessions WHERE state = 'ended' AND created_at < ? ORDER BY created_at LIMIT ?",
  );
  const countStates = database.statement<{ total: number; ended: number }>(
    "SELECT count(*) AS total, count(*) FILTER (WHERE state = 'ended') AS ended FROM sessions WHERE user_id = ?",
  );
  const insertTurn = database.statement(
    "INSERT INTO turns (session_id, id, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const selectTurn = database.statement<Stored>("SELECT record FROM turns WHERE session_id = ? AND id = ?");
  const selectTurns = database.statement<Stored & { sequence: number }>(
    "SELECT sequence, record FROM turns WHERE session_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
  );
  const removeTurns = database.statement("DELETE FROM turns WHERE session_id = ?");
  const insertOutbox = database.statement(
    "INSERT INTO outbox (session_id, id, record) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const selectOutbox = database.statement<Stored & { session_id: string }>(
    "SELECT session_id, record FROM outbox ORDER BY sequence LIMIT ?",
  );
  const removeOutboxEntry = database.statement("DELETE FROM outbox WHERE session_id = ? AND id = ?");
  const removeOutbox = database.statement("DELETE FROM outbox WHERE session_id = ?");

  const write = (session: SessionRecord, etag: string) =>
    update.run(session.state, sortableTime(session.updatedAt), session.etag, JSON.stringify(session), session.id, etag);

  return {
    async create(session) {
      const stored = { ...session, etag: "1" };
      const { id, userId, state, createdAt, updatedAt, etag } = stored;
      const times = [sortableTime(createdAt), sortableTime(updatedAt)] as const;
      const record = JSON.stringify(stored);
      const added = await database.groupedTransaction(() => insert.run(id, userId, state, ...times, etag, record));
      if (added === 0) throw new AppError("conflict", "A session with this id exists already.");
      return stored;
    },

    async read(sessionId) {
      const row = select.get(sessionId);
      return row && (JSON.parse(row.record) as SessionRecord);
    },

    async commit({ session, turn, outbox = [] }): Promise<CommitVerdict> {
      const stored = { ...session, etag: String(Number(session.etag) + 1) };
      const record = turn && JSON.stringify(turn);
      try {
        await database.groupedTransaction(() => {
          const isDuplicate = turn && record && insertTurn.run(session.id, turn.id, record) === 0;
          if (isDuplicate) throw new Refused("duplicate");
          if (write(stored, session.etag) === 0) throw new Refused(select.get(session.id) ? "stale" : "gone");
          for (const entry of outbox) insertOutbox.run(session.id, entry.id, JSON.stringify(entry));
        });
      } catch (error) {
        if (error instanceof Refused) return { committed: false, reason: error.reason };
        throw error;
      }
      return { committed: true, session: stored };
    },

    async list({ userId, state, limit, ...request }) {
      const [createdAt, id] = positionOf({ limit, ...request }, "sessions", ["", ""]) ?? ["\u{10FFFF}", ""];
      const rows = database
        .statement<Stored & { created_at: string; id: string }>(
          `SELECT created_at, id, record FROM sessions
           WHERE user_id = ? AND (created_at, id) < (?, ?) ${state === undefined ? "" : "AND state = ?"}
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(userId, createdAt, id, ...(state === undefined ? [] : [state]), limit + 1);
      return pageOf(rows, limit, {
        name: "sessions",
        item: (row) => JSON.parse(row.record) as SessionRecord,
        position: (row) => [row.created_at, row.id],
      });
    },

    async remove(sessionId) {
      return database.transaction(() => {
        removeTurns.run(sessionId);
        removeOutbox.run(sessionId);
        return remove.run(sessionId) === 1;
      });
    },

    async readTurn(sessionId, turnId) {
      const row = selectTurn.get(sessionId, turnId);
      return row && (JSON.parse(row.record) as Turn);
    },

    async listTurns(sessionId, request) {
      const [after] = positionOf(request, "turns", [0]) ?? [0];
      return pageOf(selectTurns.all(sessionId, after, request.limit + 1), request.limit, {
        name: "turns",
        item: (row) => JSON.parse(row.record) as Turn,
        position: (row) => [row.sequence],
      });
    },

    async listIdle(before, limit) {
      return selectIdle.all(sortableTime(before), limit).map((row) => JSON.parse(row.record) as SessionRecord);
    },

    async listEnded(before, limit) {
      return selectEnded.all(sortableTime(before), limit).map((row) => JSON.parse(row.record) as SessionRecord);
    },

    async countByState(userId) {
      const { total, ended } = countStates.get(userId) ?? { total: 0, ended: 0 };
      return { total, ended };
    },

    async pendingOutbox(limit) {
      return selectOutbox
        .all(limit)
        .map((row) => ({ ...(JSON.parse(row.record) as OutboxEntry), sessionId: row.session_id }));
    },

    async clearOutbox(entries) {
      database.transaction(() => {
        for (const entry of entries) removeOutboxEntry.run(entry.sessionId, entry.id);
      });
    },
  };
}
