import { AppError } from "../../errors.ts";
import type { AcceptedTurn, TurnEvent, TurnLog } from "../../ports/turn-log.ts";
import { sortableTime } from "../sortable-time.ts";
import type { CosmosContainer } from "./cosmos-container.ts";
import { documentId } from "./cosmos-keys.ts";
import { removeDocuments, removePartition } from "./cosmos-partition.ts";

type StreamDocument = {
  id: string;
  sessionId: string;
  kind: "stream";
  turnId: string;
  /** Names the call that accepted the turn, so that a repeated one knows its own. */
  acceptId: string;
  finished: boolean;
  cancelled: boolean;
  acceptedAt: string;
  lastEventAt: string;
  record: AcceptedTurn;
};
/** The events of one append. */
type EventsDocument = {
  id: string;
  sessionId: string;
  kind: "events";
  turnId: string;
  lastId: number;
  events: TurnEvent[];
  ttl: number;
};

const keepEventsSeconds = 24 * 3_600;
/** Longer than the 10 minutes promised: `purge` is exact, TTL takes what it missed. */
const keepFinishedSeconds = 3_600;
const purgedAtOnce = 200;
const whileRunning = "FROM c WHERE c.finished = false";

/** The streams of turns, in the partition of their session: a head document for each, and one document for each append. */
export function cosmosTurnLog(
  container: CosmosContainer,
  { now, newId }: { now: () => Date; newId: () => string },
): TurnLog {
  const streamId = (turnId: string) => documentId("stream", turnId);
  const readStream = (sessionId: string, turnId: string) => container.read<StreamDocument>(sessionId, streamId(turnId));

  return {
    async accept(turn) {
      const acceptedAt = sortableTime(turn.acceptedAt);
      const stream: StreamDocument = {
        id: streamId(turn.turnId),
        sessionId: turn.sessionId,
        kind: "stream",
        turnId: turn.turnId,
        acceptId: newId(),
        finished: false,
        cancelled: false,
        acceptedAt,
        lastEventAt: acceptedAt,
        record: turn,
      };
      if ((await container.create(stream)) !== undefined) return "accepted";
      const stored = await readStream(turn.sessionId, turn.turnId);
      return stored?.acceptId === stream.acceptId ? "accepted" : "exists";
    },

    async append(sessionId, turnId, events) {
      const [first, last] = [events[0], events.at(-1)];
      if (first === undefined || last === undefined) return;
      const document: EventsDocument = {
        id: documentId("events", `${turnId}:${first.id}-${last.id}`),
        sessionId,
        kind: "events",
        turnId,
        lastId: last.id,
        events,
        ttl: keepEventsSeconds,
      };
      const outcome = await container.batch(sessionId, [{ read: streamId(turnId) }, { upsert: document }]);
      const isUnknown = outcome.statuses[0] === 404;
      if (outcome.done || isUnknown) return;
      throw new AppError("unavailable", "The store refused events of a turn.", { cause: outcome });
    },

    async read(sessionId, turnId, afterId) {
      // The stream before its events: what it calls finished has no events to come.
      const stream = await readStream(sessionId, turnId);
      if (stream === undefined) return undefined;
      const documents = await container.query<EventsDocument>({
        text: "SELECT * FROM c WHERE c.kind = 'events' AND c.turnId = @turnId AND c.lastId > @afterId",
        values: { turnId, afterId },
        partition: sessionId,
      });
      const byId = new Map(documents.flatMap(({ events }) => events).map((event) => [event.id, event]));
      const events = [...byId.values()].filter((event) => event.id > afterId).sort((a, b) => a.id - b.id);
      return { events, finished: stream.finished };
    },

    requestCancel: (sessionId, turnId) =>
      container.patch(sessionId, streamId(turnId), { cancelled: true }, whileRunning),

    async isCancelRequested(sessionId, turnId) {
      return (await readStream(sessionId, turnId))?.cancelled === true;
    },

    async finish(sessionId, turnId) {
      const end = { finished: true, lastEventAt: now().toISOString(), ttl: keepFinishedSeconds };
      await container.patch(sessionId, streamId(turnId), end, whileRunning);
    },

    async listUnfinished(before, limit) {
      const streams = await container.query<StreamDocument>({
        text:
          "SELECT * FROM c WHERE c.kind = 'stream' AND c.finished = false AND c.acceptedAt < @before " +
          "ORDER BY c.acceptedAt ASC",
        values: { before: sortableTime(before) },
        limit,
      });
      return streams.map((stream) => stream.record);
    },

    async removeOfSession(sessionId) {
      await removePartition(container, sessionId);
    },

    async purge(before) {
      const streams = await container.query<StreamDocument>({
        text: "SELECT * FROM c WHERE c.kind = 'stream' AND c.finished = true AND c.lastEventAt < @before",
        values: { before: sortableTime(before) },
        limit: purgedAtOnce,
      });
      let count = 0;
      for (const { sessionId, turnId } of streams) {
        const ids = await container.query<string>({
          text: "SELECT VALUE c.id FROM c WHERE c.turnId = @turnId",
          values: { turnId },
          partition: sessionId,
        });
        const removed = await removeDocuments(container, sessionId, ids);
        if (removed.includes(streamId(turnId))) count++;
      }
      return count;
    },
  };
}
