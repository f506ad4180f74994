import { z } from "zod";
import { checkMessage } from "../../shared/chat/check-message.ts";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { Turn } from "../../shared/ports/session-store.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import type { App } from "../app.ts";
import { eventStream } from "../edge/event-stream.ts";
import { Id } from "../edge/fields.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";
import { wantsEvents } from "../edge/wants-events.ts";

route(
  {
    name: "chat",
    method: "POST",
    path: "api/v1/chat",
    summary: "Like a turn; without a session one is begun, and the turn names it",
    tag: "Turns",
    body: z.strictObject({
      message: z.string().describe("1 to 1,000 characters, with a letter or a digit among them"),
      sessionId: Id.exactOptional(),
      turnId: Id.exactOptional().describe("The same id again gives the same turn and does no work twice"),
    }),
    headers: { accept: { description: "text/event-stream for a stream" } },
    responses: { 200: { description: "The turn, or its events", schema: Turn, events: true } },
  },
  async (call) => {
    const { app, caller, body } = call;
    const asked = { ...body, sessionId: body.sessionId ?? (await beginSession(app, caller, body.message)) };
    if (!wantsEvents(call.request)) return json(await runTurn(app, caller, asked));
    return eventStream(call, (signal) => streamTurn(app, caller, asked, { signal }));
  },
);

/** A message that no turn would take begins no session. */
async function beginSession(app: App, caller: Caller, message: string): Promise<string> {
  checkMessage(message);
  const { id } = await createSession(app, caller);
  return id;
}
