import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

/** Runs `npm run import` as a process of its own, as a user does. */
export async function runImportCommand(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, "shared/cli/import.ts"), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { output, errors, code };
}
