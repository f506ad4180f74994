import { endIdleSessions } from "../../shared/sessions/end-idle-sessions.ts";
import { config } from "../app.ts";
import { leasedTimer } from "./leased-timer.ts";

const LEASE_MS = 120_000;

leasedTimer("end-idle-sessions", { schedule: config.schedules.idle, leaseMs: LEASE_MS }, (app, deadline) =>
  endIdleSessions(app, { deadline }),
);
