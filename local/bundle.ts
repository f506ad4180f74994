import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { AppError } from "../shared/errors.ts";
import { unparsedUntilUsed } from "./unparsed-until-used.ts";

export const root = path.resolve(import.meta.dirname, "..");
export const bundleFile = path.join(root, "dist/main.cjs");

const sources = ["functions", "shared", "web", "package-lock.json", "local/bundle.ts", "local/unparsed-until-used.ts"];

/** Builds the bundle unless it is newer than everything that goes into it; says whether it built. */
export async function ensureBundle(): Promise<boolean> {
  const built = changedAt(bundleFile);
  if (sources.every((source) => newestIn(path.join(root, source)) < built)) return false;
  await buildBundle();
  return true;
}

/**
 * One CommonJS file from functions/index.ts, as it is deployed. It takes its place in one step and is dated at the
 * start of the build, so that two builds at once, or an edit meanwhile, do no harm.
 */
export async function buildBundle(
  entry = path.join(root, "functions/index.ts"),
  file = bundleFile,
  /** Names of packages that stay outside. */
  external: string[] = [],
): Promise<void> {
  const { build } = await import("esbuild");
  const startedAt = new Date();
  const draft = `${file}.${randomUUID()}`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    await build({
      entryPoints: [entry],
      outfile: draft,
      bundle: true,
      platform: "node",
      target: "node24",
      format: "cjs",
      external: ["@azure/functions-core", ...external],
      plugins: [unparsedUntilUsed(build, root, external)],
      loader: { ".html": "text", ".css": "text", ".svg": "text", ".client.js": "text" },
      logLevel: "warning",
      absWorkingDir: root,
    });
    utimesSync(draft, startedAt, startedAt);
    renameSync(draft, file);
  } catch (cause) {
    throw new AppError("internal", "The bundle could not be built: see above.", { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}

function newestIn(place: string): number {
  const entries = statSync(place, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(place, { recursive: true, encoding: "utf8" })
    : [];
  return entries.reduce((newest, entry) => Math.max(newest, changedAt(path.join(place, entry))), changedAt(place));
}

/** Milliseconds since 1970; 0 for what is not there. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
