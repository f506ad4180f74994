import { z } from "zod";
import { cancelTurn } from "../../shared/chat/cancel-turn.ts";
import { replayTurn } from "../../shared/chat/replay-turn.ts";
import { AppError } from "../../shared/errors.ts";
import { Turn } from "../../shared/ports/session-store.ts";
import { ownSession } from "../../shared/sessions/own-session.ts";
import { eventStream } from "../edge/event-stream.ts";
import { pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";
import { acceptHeader, answerTurn, newTurn } from "./answer-turn.ts";

const tag = "Turns";

route(
  {
    name: "post-turn",
    method: "POST",
    path: "api/v1/sessions/{sessionId}/turns",
    summary: "Says something and gets the answer, at once or (Accept: text/event-stream) as it is written",
    tag,
    body: z.strictObject(newTurn),
    headers: acceptHeader,
    responses: { 200: { description: "The turn, or its events", schema: name("Turn", Turn), events: true } },
  },
  async (call) => answerTurn(call, { ...call.body, sessionId: call.params.sessionId }),
);

route(
  {
    name: "list-turns",
    method: "GET",
    path: "api/v1/sessions/{sessionId}/turns",
    summary: "The session's turns, oldest first",
    tag,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: "One page", schema: name("TurnPage", pageOf(Turn)) } },
  },
  async ({ app, caller, params, query }) => {
    const { id } = await ownSession(app, caller, params.sessionId);
    return json(await app.sessions.listTurns(id, query));
  },
);

route(
  {
    name: "read-turn-events",
    method: "GET",
    path: "api/v1/sessions/{sessionId}/turns/{turnId}/events",
    summary: "The turn's events again, from Last-Event-ID, while it runs and after",
    tag,
    query: z.strictObject({ lastEventId: z.coerce.number().int().min(0).exactOptional() }),
    headers: { "last-event-id": { description: "The last event that was received; wins over lastEventId" } },
    responses: { 200: { description: "The events", events: true } },
  },
  async (call) => {
    const { app, caller, params, query, request } = call;
    const afterId = eventId(request.headers.get("last-event-id")) ?? query.lastEventId ?? 0;
    return eventStream(call, (signal) => replayTurn(app, caller, { ...params, afterId }, { signal }));
  },
);

route(
  {
    name: "cancel-turn",
    method: "POST",
    path: "api/v1/sessions/{sessionId}/turns/{turnId}/cancel",
    summary: "Stops the answer; what was written until then is kept",
    tag,
    body: z.strictObject({}).optional(),
    responses: { 202: { description: "The generation stops", schema: z.object({ status: z.literal("cancelling") }) } },
  },
  async ({ app, caller, params }) => {
    await cancelTurn(app, caller, params);
    return json({ status: "cancelling" }, 202);
  },
);

function eventId(header: string | null): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const id = Number(header);
  if (!Number.isSafeInteger(id) || id < 0) {
    throw new AppError("bad-request", "Last-Event-ID takes the id of an event: 0, 1, 2, …");
  }
  return id;
}
