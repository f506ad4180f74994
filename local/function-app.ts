import { channel } from "node:diagnostics_channel";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import { AppError } from "../shared/errors.ts";
import { functionsWorker, withFunctionsCore, type RegisteredFunction } from "./functions-core.ts";
import { invoke, type Trigger } from "./invocation.ts";
import type { LogEntry } from "./log-entry.ts";

export type FunctionApp = Awaited<ReturnType<typeof loadFunctionApp>>;

/** Loads a bundle as a functions worker does, runs its appStart hooks, and offers what it registered. */
export async function loadFunctionApp({ bundle, log }: { bundle: string; log: (entry: LogEntry) => void }) {
  const worker = functionsWorker(log);
  withFunctionsCore(worker, () => createRequire(bundle)(bundle));
  const model = worker.model();
  if (!model || worker.functions.size === 0) {
    throw new AppError("internal", `${bundle} registers no functions through @azure/functions.`);
  }
  const hookData = {};
  const hookContext = { hookData, appHookData: worker.appHookData };
  await worker.runHooks("appStart", { ...hookContext, functionAppDirectory: process.cwd() });
  const server = await serverStartedBy(() => model.getCapabilities({}));
  worker.start();

  return {
    functions: [...worker.functions.values()],
    /** The library's own server for streamed http; it listens to nothing, requests are handed to it. */
    server,
    invoke: (called: RegisteredFunction, trigger: Trigger) => invoke(worker, called, trigger),
    terminate: () => worker.runHooks("appTerminate", hookContext),
  };
}

/**
 * With `enableHttpStream` the library starts an http server for its host to forward to. We are in its process: we take
 * the server and close its port, which spares every request a second trip over TCP and opens nothing to the network.
 */
async function serverStartedBy(start: () => Promise<unknown>): Promise<Server> {
  let server: Server | undefined;
  const listening = channel("tracing:net.server.listen:asyncEnd");
  const take = (message: unknown) => void (server ??= (message as { server: Server }).server);
  listening.subscribe(take);
  try {
    await start();
  } finally {
    listening.unsubscribe(take);
  }
  if (!server) throw new AppError("internal", "The bundle does not call app.setup({ enableHttpStream: true }).");
  server.close();
  return server;
}
