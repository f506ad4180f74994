import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { AppError } from "../shared/errors.ts";
import { ensureBundle } from "./bundle.ts";
import type { CommandLine } from "./command-line.ts";

const DETECTION_MS = 10_000;
/** npm installs `func` as a .cmd file there, which only a shell can run. */
const shell = process.platform === "win32";

/** Runs an installed Azure Functions Core Tools on the bundle, and ends as it ends. */
export async function runCoreTools({ port, host, verbose }: CommandLine): Promise<void> {
  const found = spawnSync("func", ["--version"], { timeout: DETECTION_MS, encoding: "utf8", shell });
  if (found.status !== 0) {
    throw new AppError(
      "unavailable",
      "HOST=func needs Azure Functions Core Tools, and `func --version` does not answer: install them, or start without HOST.",
    );
  }
  if (host) throw new AppError("bad-request", "--host can't be given to Azure Functions Core Tools.");
  await ensureBundle();
  process.env["FUNCTIONS_WORKER_RUNTIME"] ??= "node";
  const args = ["start", "--port", String(port), ...(verbose ? ["--verbose"] : [])];
  const child = spawn("func", args, { stdio: "inherit", shell });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, "exit")) as [number | null];
  process.exit(code ?? 1);
}
