import type { DeadLetter, JobQueue, QueueDepth } from "../../ports/job-queue.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type Inspection = Pick<JobQueue, "depth" | "listDeadLetters" | "replayDeadLetter" | "removeDeadLetter">;

type DeadRow = {
  queue: string;
  sequence: number;
  id: string;
  body: string;
  reason: string;
  description: string;
  delivery_count: number;
  enqueued_at: number;
  dead_at: number;
};

/** What operators see and do: depths, dead letters. `arrived` is told of a queue that has a message again. */
export function queueInspection(
  database: SqliteDatabase,
  { now, arrived }: { now: () => Date; arrived: (queue: string) => void },
): Inspection {
  const depth = database.statement<Omit<QueueDepth, "oldestAgeMs" | "deadLettered"> & { oldest: number | null }>(
    `SELECT count(*) FILTER (WHERE visible_at <= ?1 AND locked_until <= ?1) AS active,
       count(*) FILTER (WHERE locked_until > ?1) AS locked,
       count(*) FILTER (WHERE visible_at > ?1) AS scheduled,
       min(visible_at) FILTER (WHERE visible_at <= ?1 AND locked_until <= ?1) AS oldest
     FROM messages WHERE dead_at IS NULL AND queue = ?2`,
  );
  const countDead = database.statement<{ count: number }>(
    "SELECT count(*) AS count FROM messages WHERE dead_at IS NOT NULL AND queue = ?",
  );
  const selectDead = database.statement<DeadRow>(
    `SELECT queue, sequence, id, body, reason, description, delivery_count, enqueued_at, dead_at FROM messages
     WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, sequence DESC LIMIT ?`,
  );
  const isDead = "queue = ? AND sequence = ? AND dead_at IS NOT NULL";
  const replay = database.statement(
    `UPDATE messages SET sequence = (SELECT max(sequence) + 1 FROM messages), dead_at = NULL, reason = NULL, description = NULL, delivery_count = 0, visible_at = ?
     WHERE ${isDead}`,
  );
  const remove = database.statement(`DELETE FROM messages WHERE ${isDead}`);

  return {
    async depth(queue) {
      const at = now().getTime();
      const { active = 0, locked = 0, scheduled = 0, oldest = null } = depth.get(at, queue) ?? {};
      const deadLettered = countDead.get(queue)?.count ?? 0;
      return { active, locked, scheduled, deadLettered, oldestAgeMs: oldest === null ? 0 : at - oldest };
    },

    async listDeadLetters(limit) {
      return selectDead.all(limit).map(toDeadLetter);
    },

    async replayDeadLetter(queue, sequenceNumber) {
      const isReplayed = replay.run(now().getTime(), queue, sequenceNumber) === 1;
      if (isReplayed) arrived(queue);
      return isReplayed;
    },

    async removeDeadLetter(queue, sequenceNumber) {
      return remove.run(queue, sequenceNumber) === 1;
    },
  };
}

function toDeadLetter(row: DeadRow): DeadLetter {
  return {
    queue: row.queue,
    sequenceNumber: row.sequence,
    id: row.id,
    body: JSON.parse(row.body) as unknown,
    reason: row.reason,
    description: row.description,
    deliveryCount: row.delivery_count,
    enqueuedAt: new Date(row.enqueued_at).toISOString(),
    deadLetteredAt: new Date(row.dead_at).toISOString(),
  };
}
