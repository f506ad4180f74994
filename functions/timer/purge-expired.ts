import { purgeExpired } from "../../shared/sessions/purge-expired.ts";
import { config } from "../app.ts";
import { leasedTimer } from "./leased-timer.ts";

const LEASE_MS = 50_000;

leasedTimer("purge-expired", { schedule: config.schedules.purge, leaseMs: LEASE_MS }, (app, deadline) =>
  purgeExpired(app, { deadline }),
);
