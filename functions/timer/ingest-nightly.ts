import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { config } from "../app.ts";
import { leasedTimer } from "./leased-timer.ts";

/** Less than the ten minutes that host.json gives a function; what is left waits for the next run. */
const LEASE_MS = 540_000;

leasedTimer("ingest-nightly", { schedule: config.schedules.ingestion, leaseMs: LEASE_MS }, (app, deadline) =>
  drainIngestion(app, { deadline }),
);
