import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { endSession, type EndPorts } from "../sessions/end-session.ts";
import { indexWorkOrder } from "./index-work-order.ts";
import { noteCorrections, type NotePorts } from "./note-corrections.ts";
import { isVisible, workOrderNotFound } from "./list-work-orders.ts";

const ROUNDS = 20;

export type FinalizePorts = EndPorts & NotePorts & { workOrders: WorkOrderStore; config: { learnFromUsers: boolean } };

/**
 * Puts the caller's draft into the history, where it is recommended from then on, notes what its edits teach, and ends its
 * session. Calling it again gives the same order, and does what a crash left undone.
 */
export async function finalizeWorkOrder(ports: FinalizePorts, caller: Caller, id: string): Promise<WorkOrder> {
  const { order, isNew } = await finalized(ports, caller, id);
  if (ports.config.learnFromUsers && order.learn !== false) await noteCorrections(ports, order);
  if (order.sessionId !== undefined) {
    if (isNew) ports.events.workOrderFinalized({ workOrderId: order.id, sessionId: order.sessionId });
    await endIfThere(ports, caller, order.sessionId);
  }
  return order;
}

async function finalized(
  { workOrders, now }: FinalizePorts,
  caller: Caller,
  id: string,
): Promise<{ order: WorkOrder; isNew: boolean }> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = await workOrders.read(id);
    if (!isVisible(order, caller)) throw workOrderNotFound();
    if (order.userId !== caller.userId) {
      throw new AppError("work-order-finalized", "This work order is history already.");
    }
    if (order.status === "finalized") return { order, isNew: false };
    const stored = await workOrders.replace(
      indexWorkOrder({ ...order, status: "finalized", updatedAt: now().toISOString() }),
    );
    if (stored !== undefined) return { order: stored, isNew: true };
  }
  throw new AppError("conflict", "The work order keeps changing. Try again.");
}

/** A session deleted since has nothing left to end. */
async function endIfThere(ports: FinalizePorts, caller: Caller, sessionId: string): Promise<void> {
  try {
    await endSession(ports, caller, sessionId, "work-order");
  } catch (error) {
    if (!(error instanceof AppError && error.code === "not-found")) throw error;
  }
}
