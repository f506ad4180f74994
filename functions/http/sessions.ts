import { z } from "zod";
import { Session, sessionStates, SummaryStatus } from "../../shared/ports/session-store.ts";
import { Summary } from "../../shared/ports/summary-store.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { CreateSession, createSession } from "../../shared/sessions/new-session.ts";
import { ownSession } from "../../shared/sessions/own-session.ts";
import { toSession } from "../../shared/sessions/public-session.ts";
import { resetSession } from "../../shared/sessions/reset-session.ts";
import { readSummary } from "../../shared/sessions/session-summary.ts";
import { entityTag } from "../edge/entity-tag.ts";
import { pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { at, json, nothing } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Sessions";
const session = { description: "The session", schema: name("Session", Session), headers: { etag: "Its version" } };
const Nothing = z.strictObject({}).optional();
const SummaryPending = z.object({ status: z.enum(["queued", "generating"]) });

route(
  {
    name: "create-session",
    method: "POST",
    path: "api/v1/sessions",
    summary: "Begins a session",
    tag,
    body: CreateSession.optional(),
    responses: { 201: { ...session, headers: { etag: "Its version", location: "Where to read it" } } },
  },
  async ({ app, caller, body }) => {
    const created = toSession(await createSession(app, caller, body ?? {}));
    return at(`/api/v1/sessions/${created.id}`, created, 201, entityTag(created));
  },
);

route(
  {
    name: "list-sessions",
    method: "GET",
    path: "api/v1/sessions",
    summary: "The caller's sessions, newest first",
    tag,
    query: z.strictObject({ ...pageQuery, state: z.enum(sessionStates).exactOptional() }),
    responses: { 200: { description: "One page", schema: name("SessionPage", pageOf(Session)) } },
  },
  async ({ app, caller, query }) => {
    const { items, ...rest } = await app.sessions.list({ ...query, userId: caller.userId });
    return json({ items: items.map(toSession), ...rest });
  },
);

route(
  {
    name: "read-session",
    method: "GET",
    path: "api/v1/sessions/{sessionId}",
    summary: "One session",
    tag,
    responses: { 200: session },
  },
  async ({ app, caller, params }) => {
    const found = toSession(await ownSession(app, caller, params.sessionId));
    return json(found, 200, entityTag(found));
  },
);

route(
  {
    name: "delete-session",
    method: "DELETE",
    path: "api/v1/sessions/{sessionId}",
    summary: "Deletes a session with its turns, its summary and what is found by them",
    tag,
    responses: { 204: { description: "It is gone" } },
  },
  async ({ app, caller, params }) => {
    await deleteSession(app, caller, params.sessionId);
    return nothing();
  },
);

route(
  {
    name: "reset-session",
    method: "POST",
    path: "api/v1/sessions/{sessionId}/reset",
    summary: "Clears the clues; the turns stay",
    tag,
    body: Nothing,
    responses: { 200: session },
  },
  async ({ app, caller, params }) => {
    const cleared = toSession(await resetSession(app, caller, params.sessionId));
    return json(cleared, 200, entityTag(cleared));
  },
);

route(
  {
    name: "end-session",
    method: "POST",
    path: "api/v1/sessions/{sessionId}/end",
    summary: "Ends the session and asks for its summary; asking again changes nothing",
    tag,
    body: Nothing,
    responses: { 202: { description: "It has ended", schema: z.object({ summaryStatus: SummaryStatus }) } },
  },
  async ({ app, caller, params }) => {
    const { summaryStatus } = await endSession(app, caller, params.sessionId, "user");
    return json({ summaryStatus }, 202);
  },
);

route(
  {
    name: "read-summary",
    method: "GET",
    path: "api/v1/sessions/{sessionId}/summary",
    summary: "The summary of an ended session",
    tag,
    responses: {
      200: { description: "The summary", schema: name("Summary", Summary) },
      202: { description: "It is being written", schema: SummaryPending },
    },
  },
  async ({ app, caller, params }) => {
    const summary = await readSummary(app, caller, params.sessionId);
    return json(summary, "status" in summary ? 202 : 200);
  },
);
