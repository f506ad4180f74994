import type { AcceptedTurn, TurnEvent, TurnLog } from "../../ports/turn-log.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type Stream = { sequence: number; finished: number; cancelled: number };

/** The streams of turns, one row for each batch of events: a turn's log costs few writes. */
export function sqliteTurnLog(database: SqliteDatabase, { now }: { now: () => Date }): TurnLog {
  const insert = database.statement(
    `INSERT INTO streams (session_id, turn_id, accepted_at, last_event_at, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const select = database.statement<Stream>(
    "SELECT sequence, finished, cancelled FROM streams WHERE session_id = ? AND turn_id = ?",
  );
  const cancel = database.statement(
    "UPDATE streams SET cancelled = 1 WHERE session_id = ? AND turn_id = ? AND finished = 0",
  );
  const finish = database.statement(
    "UPDATE streams SET finished = 1, last_event_at = ? WHERE session_id = ? AND turn_id = ? AND finished = 0",
  );
  const insertEvents = database.statement(
    `INSERT INTO stream_events (stream, id, record)
     SELECT sequence, ?, ? FROM streams WHERE session_id = ? AND turn_id = ? ON CONFLICT DO NOTHING`,
  );
  const selectEvents = database.statement<{ record: string }>(
    "SELECT record FROM stream_events WHERE stream = ? AND id > ? ORDER BY id",
  );
  const selectUnfinished = database.statement<{ record: string }>(
    "SELECT record FROM streams WHERE finished = 0 AND accepted_at < ? ORDER BY accepted_at LIMIT ?",
  );
  const removeWhere = (condition: string) => {
    const events = database.statement(
      `DELETE FROM stream_events WHERE stream IN (SELECT sequence FROM streams WHERE ${condition})`,
    );
    const streams = database.statement(`DELETE FROM streams WHERE ${condition}`);
    return (value: string) =>
      database.transaction(() => {
        events.run(value);
        return streams.run(value);
      });
  };
  const removeOfSession = removeWhere("session_id = ?");
  const removeFinished = removeWhere("finished = 1 AND last_event_at < ?");

  return {
    async accept(turn) {
      const acceptedAt = sortableTime(turn.acceptedAt);
      const isNew = insert.run(turn.sessionId, turn.turnId, acceptedAt, acceptedAt, JSON.stringify(turn)) === 1;
      return isNew ? "accepted" : "exists";
    },

    async append(sessionId, turnId, events) {
      const last = events.at(-1);
      if (last === undefined) return;
      const record = JSON.stringify(events);
      await database.groupedTransaction(() => insertEvents.run(last.id, record, sessionId, turnId));
    },

    async read(sessionId, turnId, afterId) {
      const stream = select.get(sessionId, turnId);
      if (stream === undefined) return undefined;
      const batches = selectEvents.all(stream.sequence, afterId).map((row) => JSON.parse(row.record) as TurnEvent[]);
      const byId = new Map(batches.flat().map((event) => [event.id, event]));
      const events = [...byId.values()].filter(({ id }) => id > afterId).sort((a, b) => a.id - b.id);
      return { events, finished: stream.finished === 1 };
    },

    async requestCancel(sessionId, turnId) {
      return cancel.run(sessionId, turnId) === 1;
    },

    async isCancelRequested(sessionId, turnId) {
      return select.get(sessionId, turnId)?.cancelled === 1;
    },

    async finish(sessionId, turnId) {
      await database.groupedTransaction(() => finish.run(now().toISOString(), sessionId, turnId));
    },

    async listUnfinished(before, limit) {
      return selectUnfinished.all(sortableTime(before), limit).map((row) => JSON.parse(row.record) as AcceptedTurn);
    },

    async removeOfSession(sessionId) {
      removeOfSession(sessionId);
    },

    async purge(before) {
      return removeFinished(sortableTime(before));
    },
  };
}
