import { runIngestion } from "../../shared/knowledge/ingestion-runs.ts";
import { config } from "../app.ts";
import { readNightly } from "../../shared/knowledge/sources/read-nightly.ts";
import { removeAbandonedUploads } from "../../shared/operations/uploads.ts";
import { leasedTimer } from "./leased-timer.ts";

const name = "ingest-nightly";
/** Less than the ten minutes that host.json gives a function; what is left waits for the next run. */
const LEASE_MS = 540_000;

leasedTimer(name, { schedule: config.schedules.ingestion, leaseMs: LEASE_MS }, async (app, deadline) => {
  await removeAbandonedUploads(app);
  if (config.documentSources !== undefined) await readNightly(app, config.documentSources, deadline);
  return runIngestion(app, { startedBy: name, deadline });
});
