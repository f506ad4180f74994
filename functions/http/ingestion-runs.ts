import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { startIngestionRun } from "../../shared/knowledge/ingestion-runs.ts";
import { Run } from "../../shared/ports/run-store.ts";
import { pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import { at, json } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Knowledge";
const run = { description: "The run", schema: name("Run", Run) };

route(
  {
    name: "start-ingestion-run",
    method: "POST",
    path: "api/v1/ingestion-runs",
    role: "operator",
    summary: "Reads the queued documents into the index now",
    tag,
    body: z.strictObject({}).optional(),
    responses: { 202: { ...run, headers: { location: "Where to watch the run" } } },
  },
  async ({ app, caller }) => {
    const started = await startIngestionRun(app, caller);
    return at(`/api/v1/ingestion-runs/${started.id}`, started, 202);
  },
);

route(
  {
    name: "list-ingestion-runs",
    method: "GET",
    path: "api/v1/ingestion-runs",
    role: "operator",
    summary: "Ingestion runs, newest first",
    tag,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: "One page", schema: name("RunPage", pageOf(Run)) } },
  },
  async ({ app, query }) => json(await app.runs.list({ ...query, kind: "ingestion" })),
);

route(
  {
    name: "read-ingestion-run",
    method: "GET",
    path: "api/v1/ingestion-runs/{id}",
    role: "operator",
    summary: "One ingestion run",
    tag,
    responses: { 200: run },
  },
  async ({ app, params }) => {
    const found = await app.runs.read(params.id);
    if (found?.kind !== "ingestion") throw new AppError("not-found", "There is no such ingestion run.");
    return json(found);
  },
);
