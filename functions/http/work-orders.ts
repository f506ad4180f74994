import { z } from "zod";
import { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { draftWorkOrder } from "../../shared/work-orders/draft-work-order.ts";
import { editWorkOrder } from "../../shared/work-orders/edit-work-order.ts";
import { finalizeWorkOrder } from "../../shared/work-orders/finalize-work-order.ts";
import { listWorkOrders, readWorkOrder } from "../../shared/work-orders/list-work-orders.ts";
import { WorkOrderFields } from "../../shared/work-orders/work-order-fields.ts";
import { entityTag, requireIfMatch } from "../edge/entity-tag.ts";
import { Id, line, pageOf, pageQuery, text, When } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { at, json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Work orders";
const order = { description: "The work order", schema: name("WorkOrder", WorkOrder), headers: { etag: "Its version" } };

route(
  {
    name: "draft-work-order",
    method: "POST",
    path: "api/v1/sessions/{sessionId}/work-orders",
    summary: "Drafts a work order from the session's clues, and from a recommended one",
    tag,
    body: z
      .strictObject({
        workOrderId: Id.exactOptional().describe("A recommended work order to start from"),
        fields: WorkOrderFields.optional(),
        message: text(1000).exactOptional().describe("What else should be in it"),
        learn: z.boolean().exactOptional().describe("false: PMark learns nothing from this order; default true"),
      })
      .optional(),
    responses: { 201: { ...order, headers: { etag: "Its version", location: "Where to read it" } } },
  },
  async ({ app, caller, params, body }) => {
    const draft = await draftWorkOrder(app, caller, params.sessionId, body ?? {});
    return at(`/api/v1/work-orders/${encodeURIComponent(draft.id)}`, draft, 201, entityTag(draft));
  },
);

route(
  {
    name: "edit-work-order",
    method: "PATCH",
    path: "api/v1/work-orders/{id}",
    summary: "Changes fields of a draft",
    tag,
    body: WorkOrderFields,
    headers: { "if-match": { description: "The etag that was read; 412 when it is stale", required: true } },
    responses: { 200: order },
  },
  async ({ app, caller, params, body, request }) => {
    const changed = await editWorkOrder(app, caller, params.id, body, requireIfMatch(request));
    return json(changed, 200, entityTag(changed));
  },
);

route(
  {
    name: "finalize-work-order",
    method: "POST",
    path: "api/v1/work-orders/{id}/finalize",
    summary: "Puts the draft into the history, recommends it from then on, and ends the session",
    tag,
    body: z.strictObject({}).optional(),
    responses: { 200: order },
  },
  async ({ app, caller, params }) => {
    const finalized = await finalizeWorkOrder(app, caller, params.id);
    return json(finalized, 200, entityTag(finalized));
  },
);

route(
  {
    name: "list-work-orders",
    method: "GET",
    path: "api/v1/work-orders",
    summary: "Past work orders and the caller's drafts, newest first",
    tag,
    query: z.strictObject({
      ...pageQuery,
      itemNo: line(200).exactOptional(),
      location: line(200).exactOptional(),
      equipmentType: line(200).exactOptional(),
      statusCode: line(200).exactOptional(),
      from: When.exactOptional(),
      to: When.exactOptional(),
    }),
    responses: { 200: { description: "One page", schema: name("WorkOrderPage", pageOf(WorkOrder)) } },
  },
  async ({ app, caller, query }) => json(await listWorkOrders(app, caller, query)),
);

route(
  {
    name: "read-work-order",
    method: "GET",
    path: "api/v1/work-orders/{id}",
    summary: "One work order",
    tag,
    responses: { 200: order },
  },
  async ({ app, caller, params }) => {
    const found = await readWorkOrder(app, caller, params.id);
    return json(found, 200, entityTag(found));
  },
);
