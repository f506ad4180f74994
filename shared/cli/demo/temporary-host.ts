import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const READY_MS = 60_000;

/** PMark as `npm start` serves it, on a free port and a folder of its own; `stop` ends it and removes the folder. */
export async function temporaryHost(): Promise<{ url: string; stop: () => Promise<void> }> {
  const root = path.resolve(import.meta.dirname, "../../..");
  const data = mkdtempSync(path.join(tmpdir(), "pmark-demo-"));
  const host = spawn(process.execPath, [path.join(root, "local/start.ts"), "--port", "0", "--data", data], {
    cwd: root,
    env: { ...process.env, SAMPLE_PLANT: "on", SAMPLE_PLANT_DIRECTORY: path.join(root, "sample-plant") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(host, "exit");
  const stop = async () => {
    host.kill("SIGTERM");
    await exited;
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };

  const ready = Promise.withResolvers<string>();
  let output = "";
  const listen = (piece: string) => {
    output += piece;
    const port = /ready at http:\/\/localhost:(\d+)/.exec(output)?.[1];
    if (port) ready.resolve(`http://127.0.0.1:${port}`);
  };
  host.stdout.setEncoding("utf8").on("data", listen);
  host.stderr.setEncoding("utf8").on("data", listen);
  void exited.then(() => ready.reject(new Error(`The temporary PMark did not start:\n${output}`)));
  const late = setTimeout(() => ready.reject(new Error(`The temporary PMark is not ready:\n${output}`)), READY_MS);
  try {
    return { url: await ready.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(late);
  }
}
