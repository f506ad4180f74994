import { z } from "zod";
import { checkHealth, Health } from "../../shared/operations/health.ts";
import { name } from "../edge/named-schemas.ts";
import { json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Operations";
const health = name("Health", Health);

route(
  {
    name: "health-live",
    method: "GET",
    path: "api/v1/health/live",
    role: "anyone",
    summary: "Whether the process serves",
    tag,
    responses: { 200: { description: "It does", schema: z.object({ status: z.literal("ok") }) } },
  },
  async () => json({ status: "ok" }),
);

route(
  {
    name: "health-ready",
    method: "GET",
    path: "api/v1/health/ready",
    role: "anyone",
    summary: "Whether the parts that PMark needs answer; without a model it still serves",
    tag,
    responses: {
      200: { description: "Ready, perhaps degraded", schema: health },
      503: { description: "A part that it can't do without fails", schema: health },
    },
  },
  async ({ app }) => {
    const found = await checkHealth(app);
    return json(found, found.status === "failed" ? 503 : 200);
  },
);
