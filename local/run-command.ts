import { readFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "../shared/config.ts";
import { root } from "./bundle.ts";
import { help, readCommandLine } from "./command-line.ts";
import { runCoreTools } from "./core-tools.ts";
import { serveUntilSignal } from "./serve-until-signal.ts";
import { readLocalSettings } from "./local-settings.ts";

/** The command `npm start`. What stops it from starting is told in a line, and the exit code is 1. */
export async function runCommand(args: string[]): Promise<void> {
  try {
    const options = readCommandLine(args);
    if (options.help) return void process.stdout.write(`${help}\n`);
    if (options.version) return void process.stdout.write(`${version()}\n`);
    const data = options.data && path.resolve(options.data);
    process.chdir(root);
    const local = readLocalSettings("local.settings.json");
    Object.assign(process.env, { ...local, ...process.env });
    if (data) process.env["DATA_DIRECTORY"] = data;
    if (options.host) process.env["LISTEN_ADDRESS"] = options.host;
    await (process.env["HOST"] === "func" ? runCoreTools(options) : serveUntilSignal(options, process.env));
  } catch (error) {
    process.stderr.write(`${whatToTell(error)}\n`);
    process.exit(1);
  }
}

function whatToTell(error: unknown): string {
  if (error instanceof ConfigError) return error.faults.join("\n");
  // The bundle has classes of its own, so an AppError from there is told by its name.
  if (error instanceof Error && error.name === "AppError" && "detail" in error) return String(error.detail);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  return version;
}
