import type { Caller } from "../ports/caller.ts";
import type { SessionRecord, SessionStore } from "../ports/session-store.ts";
import { changeSession } from "./change-session.ts";
import { missingFields } from "./clues.ts";
import { openSession } from "./own-session.ts";

/** Starts over in the same session: clues and what follows from them go, the turns stay. */
export function resetSession(
  ports: { sessions: SessionStore; now: () => Date },
  caller: Caller,
  sessionId: string,
): Promise<SessionRecord> {
  return changeSession(
    ports,
    () => openSession(ports, caller, sessionId),
    (session) => ({
      session: {
        ...session,
        state: "collecting",
        clues: {},
        missing: missingFields({}),
        runningSummary: "",
        recentTurns: [],
        updatedAt: ports.now().toISOString(),
      },
    }),
  );
}
