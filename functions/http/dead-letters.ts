import { z } from "zod";
import {
  listDeadLetters,
  PublicDeadLetter,
  removeDeadLetter,
  replayDeadLetter,
} from "../../shared/operations/dead-letters.ts";
import { pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json, nothing } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Operations";
const DeadLetterList = z.object({ items: z.array(name("DeadLetter", PublicDeadLetter)) });

route(
  {
    name: "list-dead-letters",
    method: "GET",
    path: "api/v1/operations/dead-letters",
    role: "operator",
    summary: "Messages that no function could work off, with the reason, the latest first",
    tag,
    query: z.strictObject({ limit: pageQuery.limit }),
    responses: { 200: { description: "The latest of all queues", schema: name("DeadLetterList", DeadLetterList) } },
  },
  async ({ app, query }) => json({ items: await listDeadLetters(app, query.limit) }),
);

route(
  {
    name: "replay-dead-letter",
    method: "POST",
    path: "api/v1/operations/dead-letters/{id}/replay",
    role: "operator",
    summary: "Gives the message back to its queue, to be worked off anew",
    tag,
    body: z.strictObject({}).optional(),
    responses: { 202: { description: "It is queued", schema: z.object({ status: z.literal("queued") }) } },
  },
  async ({ app, caller, params }) => {
    await replayDeadLetter(app, caller, params.id);
    return json({ status: "queued" }, 202);
  },
);

route(
  {
    name: "remove-dead-letter",
    method: "DELETE",
    path: "api/v1/operations/dead-letters/{id}",
    role: "operator",
    summary: "Deletes the message for good",
    tag,
    responses: { 204: { description: "It is gone" } },
  },
  async ({ app, caller, params }) => {
    await removeDeadLetter(app, caller, params.id);
    return nothing();
  },
);
