import { app as functionsApp } from "@azure/functions";
import { withLease } from "../../shared/operations/with-lease.ts";
import { getApp, type App } from "../app.ts";

/** Registers a timer function that runs on one instance at a time; `work` stops at the deadline and goes on at the next run. */
export function leasedTimer(
  name: string,
  { schedule, leaseMs }: { schedule: string; leaseMs: number },
  work: (app: App, deadline: Date) => Promise<unknown>,
): void {
  async function handler(): Promise<void> {
    const app = await getApp();
    await withLease(app, name, leaseMs, (deadline) => work(app, deadline));
  }
  functionsApp.timer(name, { schedule, handler });
}
