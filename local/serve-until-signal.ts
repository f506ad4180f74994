import { accessSync, constants } from "node:fs";
import path from "node:path";
import { makeFolder } from "../shared/adapters/embedded/make-folder.ts";
import { openJobQueue } from "../shared/compose/open-job-queue.ts";
import { readConfig } from "../shared/config.ts";
import { AppError } from "../shared/errors.ts";
import { banner } from "./banner.ts";
import { bundleFile, ensureBundle } from "./bundle.ts";
import type { CommandLine } from "./command-line.ts";
import { readHostJson } from "./host-json.ts";
import { assertFreePort } from "./listen.ts";
import { startLocalHost } from "./local-host.ts";
import { logWriter } from "./log-entry.ts";
import { onStopSignal } from "./stop-signal.ts";

/** Serves PMark in this process; resolves once it is ready, and exits with 0 after a signal. */
export async function serveUntilSignal(
  { port, verbose }: Pick<CommandLine, "port" | "verbose">,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const config = readConfig(environment);
  if (config.azure === undefined) checkDataFolder(config.dataDirectory);
  await assertFreePort(port, config.listenAddress);
  await ensureBundle();
  const host = await startLocalHost({
    bundle: bundleFile,
    settings: readHostJson("host.json"),
    environment,
    port,
    address: config.listenAddress,
    openQueue: () => openJobQueue(config),
    log: logWriter({ verbose }),
    verbose,
  });
  onStopSignal(() => host.stop(), { withParent: environment["npm_lifecycle_event"] === "start" });
  const data = config.azure === undefined ? path.resolve(config.dataDirectory) : config.azure.cosmos.endpoint;
  process.stdout.write(`${banner(host, data)}\n`);
  process.stdout.write(`PMark is ready at http://localhost:${host.port}\n`);
}

function checkDataFolder(directory: string): void {
  try {
    makeFolder(path.resolve(directory));
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("unavailable", `The data folder ${directory} can't be used: ${reason}.`, { cause });
  }
}
