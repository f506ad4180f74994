import { z } from "zod";
import { openapi } from "../edge/openapi.ts";
import { route } from "../edge/route.ts";

let document: string | undefined;

route(
  {
    name: "read-openapi",
    method: "GET",
    path: "api/v1/openapi.json",
    summary: "This description, as OpenAPI 3.1",
    tag: "Operations",
    responses: { 200: { description: "The description", schema: z.record(z.string(), z.unknown()) } },
  },
  async () => {
    document ??= JSON.stringify(openapi());
    return { status: 200, body: document, headers: { "content-type": "application/json" } };
  },
);
