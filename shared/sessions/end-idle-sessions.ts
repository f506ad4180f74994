import { currentTraceparent } from "../tracing.ts";
import { endingOf, type EndPorts } from "./end-session.ts";
import { sendOutbox } from "./relay-outbox.ts";

const BATCH = 100;

/** Ends sessions without a change for `idleMinutes`, those without a turn too, until none is left or the deadline comes. */
export async function endIdleSessions(
  ports: EndPorts & { config: { session: { idleMinutes: number } } },
  options: { deadline?: Date } = {},
): Promise<{ ended: number }> {
  const end = options.deadline?.getTime() ?? Number.POSITIVE_INFINITY;
  let ended = 0;
  for (;;) {
    const now = ports.now();
    const before = new Date(now.getTime() - ports.config.session.idleMinutes * 60_000).toISOString();
    const idle = await ports.sessions.listIdle(before, BATCH);
    const entries = [];
    for (const session of idle) {
      const ending = endingOf(session, now, currentTraceparent());
      if (ending === undefined) continue;
      const verdict = await ports.sessions.commit({ session: ending.session, outbox: [ending.entry] });
      // Stale: its user has come back.
      if (!verdict.committed) continue;
      entries.push({ ...ending.entry, sessionId: session.id });
      ports.events.sessionEnded({ sessionId: session.id, revision: ending.session.summaryRevision, by: "idle" });
    }
    await sendOutbox(ports, entries);
    ended += entries.length;
    if (idle.length < BATCH || entries.length === 0 || ports.now().getTime() >= end) return { ended };
  }
}
