import { finishAbandonedTurns } from "../../shared/chat/finish-abandoned-turns.ts";
import { failDeadImports } from "../../shared/imports/fail-dead-imports.ts";
import { relayOutbox } from "../../shared/sessions/relay-outbox.ts";
import { config } from "../app.ts";
import { leasedTimer } from "./leased-timer.ts";

/** Short: after a crash in the middle, what is half done waits this long. Two runs at once do no harm. */
const LEASE_MS = 20_000;

/** Everything that a crash may have left half done: messages not sent, turns not finished, imports given up, orders that no search finds. */
leasedTimer("relay-outbox", { schedule: config.schedules.relay, leaseMs: LEASE_MS }, async (app, deadline) => {
  await relayOutbox(app, { deadline });
  await finishAbandonedTurns(app);
  await failDeadImports(app);
  await app.workOrders.repairCandidates();
});
