import { app as functionsApp, type InvocationContext, type Timer } from "@azure/functions";
import { withLease } from "../../shared/operations/with-lease.ts";
import { inTrace } from "../../shared/tracing.ts";
import { getApp, type App } from "../app.ts";

/** Registers a timer function that runs on one instance at a time; `work` stops at the deadline and goes on at the next run. */
export function leasedTimer(
  name: string,
  { schedule, leaseMs }: { schedule: string; leaseMs: number },
  work: (app: App, deadline: Date) => Promise<unknown>,
): void {
  async function handler(_timer: Timer, { traceContext }: InvocationContext): Promise<void> {
    const app = await getApp();
    await inTrace({ name, traceparent: traceContext?.traceParent, attributes: { "faas.trigger": "timer" } }, () =>
      withLease(app, name, leaseMs, (deadline) => work(app, deadline)),
    );
  }
  functionsApp.timer(name, { schedule, handler });
}
