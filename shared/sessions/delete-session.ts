import type { Caller } from "../ports/caller.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { SummaryStore } from "../ports/summary-store.ts";
import type { TurnLog } from "../ports/turn-log.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";
import { ownSession } from "./own-session.ts";

export type DeletePorts = {
  sessions: SessionStore;
  summaries: SummaryStore;
  turnLog: TurnLog;
  workOrders: WorkOrderStore;
};

/** Removes the session with its turns, summaries, streams and drafts. Finalised work orders are history and stay. */
export async function deleteSession(ports: DeletePorts, caller: Caller, sessionId: string): Promise<void> {
  await ownSession(ports, caller, sessionId);
  // Before, so that a crash leaves a session that can be deleted again; after, for what was written in between.
  await removeBelongings(ports, sessionId);
  await ports.sessions.remove(sessionId);
  await removeBelongings(ports, sessionId);
}

async function removeBelongings({ summaries, turnLog, workOrders }: DeletePorts, sessionId: string): Promise<void> {
  await summaries.removeOfSession(sessionId);
  await turnLog.removeOfSession(sessionId);
  await workOrders.removeDraftsOfSession(sessionId);
}
