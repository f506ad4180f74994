import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { Clues, SessionRecord, SessionStore } from "../ports/session-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { changeSession } from "../sessions/change-session.ts";
import { openSession, ownSession } from "../sessions/own-session.ts";
import { bestRecommended } from "./best-recommended.ts";
import { withCluesOf } from "./clues-of-message.ts";
import { draftFrom, measureAsked } from "./draft-from.ts";
import { indexWorkOrder } from "./index-work-order.ts";
import { latestOfItem } from "./latest-of-item.ts";
import { isVisible, workOrderNotFound } from "./list-work-orders.ts";
import { standardFields, type VocabularyPorts } from "./standard-fields.ts";
import { checkedFields, type WorkOrderFields } from "./work-order-fields.ts";

export type DraftPorts = VocabularyPorts & {
  sessions: SessionStore;
  workOrders: WorkOrderStore;
  now: () => Date;
  newId: () => string;
};

export type DraftRequest = {
  /** A recommended order to start from; without it, the last turn's best one where it is nearly the same. */
  workOrderId?: string | undefined;
  fields?: WorkOrderFields | undefined;
  /** The user's own words for this order. */
  message?: string | undefined;
  /** False: PMark learns nothing from this order's choice and edits. Default true. */
  learn?: boolean | undefined;
};

/**
 * A draft of the caller's open session, worded and filled from what is known; the session is then `finalizing`. Where
 * nothing is known: `nothing-to-draft`.
 */
export async function draftWorkOrder(
  ports: DraftPorts,
  caller: Caller,
  sessionId: string,
  { workOrderId, fields = {}, message, learn = true }: DraftRequest = {},
): Promise<WorkOrder> {
  const stored = await openSession(ports, caller, sessionId);
  const vocabulary = await ports.vocabulary();
  const session = { ...stored, clues: withCluesOf(message, stored.clues, vocabulary) };
  const stated = await standardFields(ports, checkedFields(fields, "fields."), "fields.");
  const clues = { ...session.clues, ...cluesOf(stated) };
  const basedOn =
    workOrderId === undefined ? await bestRecommended(ports, session, clues) : await ports.workOrders.read(workOrderId);
  if (workOrderId !== undefined && !isVisible(basedOn, caller)) throw workOrderNotFound();
  if (basedOn === undefined && !isAnythingKnown({ session, stated, message })) throw nothingToDraft();
  const sameItem = await latestOfItem(ports.workOrders, stated.itemNo ?? session.clues.itemNo?.term);
  const at = ports.now().toISOString();
  const order: WorkOrder = {
    ...draftFrom({ session, stated, basedOn, sameItem, message, vocabulary }),
    id: ports.newId(),
    status: "draft",
    ...(basedOn === undefined ? {} : { basedOn: basedOn.id, isChosen: workOrderId !== undefined }),
    ...(Object.keys(stated).length === 0 ? {} : { edited: Object.keys(stated) }),
    ...(learn ? {} : { learn }),
    sessionId,
    userId: caller.userId,
    createdAt: at,
    updatedAt: at,
    etag: "",
  };
  const draft = await ports.workOrders.create(indexWorkOrder(order));
  await enterFinalizing(ports, caller, session);
  return draft;
}

function cluesOf({ location, equipmentType }: WorkOrderFields): Clues {
  const stated = Object.entries({ location, equipmentType }).flatMap(([field, term]) =>
    term ? [[field, { original: term, term, code: term, confidence: 1, explicit: true }]] : [],
  );
  return Object.fromEntries(stated);
}

function isAnythingKnown(given: {
  session: SessionRecord;
  stated: WorkOrderFields;
  message: string | undefined;
}): boolean {
  const { session, stated, message } = given;
  return (
    Boolean(message?.trim()) ||
    Object.values(stated).some(Boolean) ||
    Object.values(session.clues).some(({ explicit }) => explicit) ||
    measureAsked(session, "ko") !== undefined ||
    measureAsked(session, "en") !== undefined
  );
}

function nothingToDraft(): AppError {
  const detail =
    "Say in the chat what is the matter and where, or give a message, fields (location, equipmentType, statusCode, …) or a workOrderId.";
  return new AppError("nothing-to-draft", detail);
}

async function enterFinalizing(ports: DraftPorts, caller: Caller, { id }: SessionRecord): Promise<void> {
  try {
    await changeSession(
      ports,
      () => ownSession(ports, caller, id),
      (session) =>
        session.state === "ended"
          ? undefined
          : { session: { ...session, state: "finalizing", updatedAt: ports.now().toISOString() } },
    );
  } catch (error) {
    // The session was deleted meanwhile: its drafts go with it.
    if (error instanceof AppError && error.code === "not-found") await ports.workOrders.removeDraftsOfSession(id);
    throw error;
  }
}
