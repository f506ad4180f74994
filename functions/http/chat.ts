import { createHash } from "node:crypto";
import { z } from "zod";
import { checkMessage } from "../../shared/chat/check-message.ts";
import { AppError } from "../../shared/errors.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { Turn } from "../../shared/ports/session-store.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import type { App } from "../app.ts";
import { Id } from "../edge/fields.ts";
import { route } from "../edge/route.ts";
import { acceptHeader, answerTurn, newTurn } from "./answer-turn.ts";

route(
  {
    name: "chat",
    method: "POST",
    path: "api/v1/chat",
    summary: "Like a turn; without a session one is begun, and the turn names it",
    tag: "Turns",
    body: z.strictObject({ ...newTurn, sessionId: Id.exactOptional() }),
    headers: acceptHeader,
    responses: { 200: { description: "The turn, or its events", schema: Turn, events: true } },
  },
  async (call) => {
    const { app, caller, body } = call;
    const sessionId = body.sessionId ?? (await beginSession(app, caller, body));
    return answerTurn(call, { ...body, sessionId });
  },
);

/**
 * A session for a first message; a message that no turn would take begins none. With a turn id, the same message sent
 * again, because its answer was lost, finds the session that it began.
 */
async function beginSession(app: App, caller: Caller, { message, turnId }: { message: string; turnId?: string }) {
  checkMessage(message);
  if (turnId === undefined) return (await createSession(app, caller)).id;
  const begins = JSON.stringify([caller.userId, turnId, message]);
  const id = createHash("sha256").update(begins).digest("hex").slice(0, 32);
  try {
    await createSession({ ...app, newId: () => id }, caller);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
  return id;
}
