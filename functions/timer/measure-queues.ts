import { measureQueues } from "../../shared/operations/measure-queues.ts";
import { leasedTimer } from "./leased-timer.ts";

const EVERY_MINUTE = "30 * * * * *";
const LEASE_MS = 50_000;

leasedTimer("measure-queues", { schedule: EVERY_MINUTE, leaseMs: LEASE_MS }, (app) => measureQueues(app));
