import type { Events } from "../events.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { TurnLog } from "../ports/turn-log.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";

/** So long after its end a stream can be read again. */
const KEEP_STREAMS_MS = 600_000;
const SESSIONS_AT_ONCE = 100;

type PurgePorts = {
  sessions: Pick<SessionStore, "listEnded" | "remove">;
  turnLog: Pick<TurnLog, "purge" | "removeOfSession">;
  workOrders: Pick<WorkOrderStore, "removeDraftsOfSession">;
  events: Pick<Events, "purged">;
  now: () => Date;
  config: { session: { ttlHours: number } };
};

/**
 * Forgets streams that ended 10 minutes ago, and ended sessions whose time is over, with their turns and drafts. Their
 * summaries and finalised work orders stay; a session whose summary is not written yet stays with it.
 */
export async function purgeExpired(ports: PurgePorts, { deadline }: { deadline: Date }): Promise<void> {
  const now = ports.now().getTime();
  const streams = await ports.turnLog.purge(new Date(now - KEEP_STREAMS_MS).toISOString());
  const createdBefore = new Date(now - ports.config.session.ttlHours * 3_600_000).toISOString();
  let sessions = 0;
  for (let removed = -1; removed !== 0 && ports.now() < deadline; sessions += removed) {
    removed = 0;
    for (const session of await ports.sessions.listEnded(createdBefore, SESSIONS_AT_ONCE)) {
      if (session.summaryStatus !== "ready" || Date.parse(session.expiresAt) > now) continue;
      await ports.turnLog.removeOfSession(session.id);
      await ports.workOrders.removeDraftsOfSession(session.id);
      if (await ports.sessions.remove(session.id)) removed += 1;
    }
  }
  if (streams + sessions > 0) ports.events.purged({ streams, sessions });
}
