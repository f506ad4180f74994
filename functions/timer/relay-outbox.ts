import { finishAbandonedTurns } from "../../shared/chat/finish-abandoned-turns.ts";
import { relayOutbox } from "../../shared/sessions/relay-outbox.ts";
import { config } from "../app.ts";
import { leasedTimer } from "./leased-timer.ts";

const LEASE_MS = 60_000;
/** How long the stream of a finished turn can be read again. */
const STREAM_KEPT_MS = 600_000;

/** Everything that a crash may have left half done: messages not sent, turns not finished; and streams past their time. */
leasedTimer("relay-outbox", { schedule: config.schedules.relay, leaseMs: LEASE_MS }, async (app, deadline) => {
  await relayOutbox(app, { deadline });
  await finishAbandonedTurns(app, { deadline });
  await app.turnLog.purge(new Date(app.now().getTime() - STREAM_KEPT_MS).toISOString());
});
