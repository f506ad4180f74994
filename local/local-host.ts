import type { AddressInfo } from "node:net";
import type { OpenQueue } from "../shared/compose/open-job-queue.ts";
import { serveAdmin } from "./admin.ts";
import { loadFunctionApp } from "./function-app.ts";
import type { HostSettings } from "./host-json.ts";
import { httpServer, type Serve } from "./http-server.ts";
import { listen } from "./listen.ts";
import { failureEntry, type LogEntry } from "./log-entry.ts";
import { listenToQueue } from "./queue-trigger.ts";
import { runningCalls } from "./running-calls.ts";
import { serveRoutes } from "./serve-routes.ts";
import { timer } from "./timer.ts";
import { httpRoutes, queueTriggers, timerTriggers } from "./triggers.ts";
import type { TypedData } from "./worker-contract.ts";

export type LocalHost = Awaited<ReturnType<typeof startLocalHost>>;

type Options = {
  /** The app as it is deployed: one CommonJS file. */
  bundle: string;
  settings: HostSettings;
  /** What `%NAME%` in a trigger stands for. */
  environment: Record<string, string | undefined>;
  port: number;
  address: string;
  /** Called only when a function has a queue trigger. */
  openQueue: () => Promise<OpenQueue>;
  log: (entry: LogEntry) => void;
  /** Log each http call, too. */
  verbose: boolean;
};

/** Calls and jobs get this long to finish once the host is told to stop. */
const STOP_MS = 10_000;

/** Serves a bundle as Azure Functions would: http functions, timers, queue functions. Resolves once it listens. */
export async function startLocalHost({
  bundle,
  settings,
  environment,
  port,
  address,
  openQueue,
  log,
  verbose,
}: Options) {
  const app = await loadFunctionApp({ bundle, log });
  const calls = runningCalls();
  const run = async (name: string, data: TypedData, metadata: Record<string, TypedData> = {}) => {
    const called = app.functions.find((each) => each.metadata.name === name)!;
    try {
      log({ level: "information", category: "host", functionName: name, message: "runs" });
      await calls.during(() => app.invoke(called, { data, metadata }));
    } catch (error) {
      log(failureEntry(error, name));
      throw error;
    }
  };

  const routes = httpRoutes(app, settings);
  const timers = timerTriggers(app, environment, run).map((trigger) => timer(trigger, () => new Date()));
  const triggers = queueTriggers(app, { ...settings, environment }, run);
  const opened = triggers.length > 0 ? await openQueue() : undefined;
  const listeners = triggers.map((trigger) =>
    listenToQueue(opened!.queue, {
      ...trigger,
      during: (work) => calls.during(work),
      onFailure: (error) => log(failureEntry(error, trigger.queue)),
    }),
  );
  const forget = opened?.onArrival((queue) => {
    for (const listener of listeners) if (listener.queue === queue) listener.wake();
  });

  const admin = serveAdmin({
    functionNames: app.functions.map(({ metadata }) => metadata.name),
    fire: (name) => timers.find((each) => each.name === name)?.fire(),
  });
  const functions = serveRoutes(app, routes, log);
  const server = httpServer((call) => {
    if (verbose) logWhenAnswered(call, log);
    return calls.during(() => (call.path.startsWith("/admin/") ? admin(call) : functions(call)));
  });
  await listen(server, port, address);
  for (const part of [...timers, ...listeners]) part.start();

  return {
    port: (server.address() as AddressInfo).port,
    routes,
    timers,
    queues: listeners.map(({ queue }) => queue),
    /** Takes no new work, waits for what runs, runs the appTerminate hooks. */
    async stop(): Promise<void> {
      for (const part of [...timers, ...listeners]) part.stop();
      forget?.();
      server.close();
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      await calls.finished(STOP_MS);
      clearInterval(sweep);
      server.closeAllConnections();
      await app.terminate();
      await opened?.close();
    },
  };
}

function logWhenAnswered({ request, response, path }: Parameters<Serve>[0], log: (entry: LogEntry) => void): void {
  const start = performance.now();
  response.once("close", () => {
    const ms = Math.round(performance.now() - start);
    const message = `${request.method} ${path} ${response.statusCode} ${ms} ms`;
    log({ level: "information", category: "host", message });
  });
}
