import { z } from "zod";
import { checkMessage } from "../../shared/chat/check-message.ts";
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
    const sessionId = body.sessionId ?? (await beginSession(app, caller, body.message));
    return answerTurn(call, { ...body, sessionId });
  },
);

/** A message that no turn would take begins no session. */
async function beginSession(app: App, caller: Caller, message: string): Promise<string> {
  checkMessage(message);
  const { id } = await createSession(app, caller);
  return id;
}
