import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { readConfig } from "../../shared/config.ts";

export const emulatorsFolder = path.resolve(import.meta.dirname, "../../emulators");

/** The settings for the emulators; those of the caller's shell come first. */
export function emulatorSettings(environment: Record<string, string | undefined> = {}): Record<string, string> {
  const given = parseEnv(readFileSync(path.join(emulatorsFolder, "pmark.env"), "utf8"));
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, environment[name] ?? value ?? ""]));
}

/** Where the services of the emulators are, as PMark reads it. */
export function emulatorConfig(environment: Record<string, string | undefined> = {}) {
  const { azure } = readConfig(emulatorSettings(environment));
  if (azure === undefined) throw new Error("The settings of the emulators are not those of PLATFORM=azure.");
  return azure;
}
