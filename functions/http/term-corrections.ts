import { z } from "zod";
import { judgeCorrection } from "../../shared/operations/judge-correction.ts";
import { correctionStatuses, TermCorrection } from "../../shared/ports/correction-store.ts";
import { pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Terms";
const judged = { 200: { description: "As it is now", schema: name("TermCorrection", TermCorrection) } };

route(
  {
    name: "list-term-corrections",
    method: "GET",
    path: "api/v1/terms/corrections",
    role: "operator",
    summary: "Words that users meant as another term, as their edits of work orders show, newest first",
    tag,
    query: z.strictObject({ ...pageQuery, status: z.enum(correctionStatuses).exactOptional() }),
    responses: { 200: { description: "One page", schema: name("TermCorrectionPage", pageOf(TermCorrection)) } },
  },
  async ({ app, query }) => json(await app.corrections.list(query)),
);

route(
  {
    name: "accept-term-correction",
    method: "POST",
    path: "api/v1/terms/corrections/{id}/accept",
    role: "operator",
    summary: "Makes the words an alias of the term that was meant; PMark reads them so from then on",
    tag,
    body: z.strictObject({}).optional(),
    responses: judged,
  },
  async ({ app, caller, params }) => json(await judgeCorrection(app, caller, params.id, "accepted")),
);

route(
  {
    name: "reject-term-correction",
    method: "POST",
    path: "api/v1/terms/corrections/{id}/reject",
    role: "operator",
    summary: "Leaves the terms as they are; what was accepted before is taken back",
    tag,
    body: z.strictObject({}).optional(),
    responses: judged,
  },
  async ({ app, caller, params }) => json(await judgeCorrection(app, caller, params.id, "rejected")),
);
