import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const READY_MS = 25_000;

export type Host = Awaited<ReturnType<typeof startHost>>;

/**
 * Starts PMark as `npm start` does, as a process of its own on a free port, and waits until it is ready.
 * Without `data` it gets a folder of its own, which goes when it stops. Settings of the caller's shell don't reach it.
 */
export async function startHost(options: { data?: string; env?: Record<string, string>; args?: string[] } = {}) {
  const data = options.data ?? mkdtempSync(path.join(tmpdir(), "pmark-"));
  const child = spawn(process.execPath, [...startCommand(), "--port", "0", "--data", data, ...(options.args ?? [])], {
    cwd: root,
    env: { ...inherited(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  let output = "";
  let isReady = false;
  const ready = Promise.withResolvers<number>();
  const listen = (piece: string) => {
    output += piece;
    if (isReady) return;
    const port = /ready at http:\/\/localhost:(\d+)/.exec(output)?.[1];
    if (port === undefined) return;
    isReady = true;
    ready.resolve(Number(port));
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", listen);
  void exited.then(([code, signal]) => ready.reject(new Error(`The host ended (${code ?? signal}):\n${output}`)));
  const late = setTimeout(() => ready.reject(new Error(`The host is not ready:\n${output}`)), READY_MS);

  const cleanUp = () => {
    if (options.data === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const port = await ready.promise
    .catch((error: unknown) => {
      child.kill("SIGKILL");
      cleanUp();
      throw error;
    })
    .finally(() => clearTimeout(late));

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    data,
    pid: child.pid,
    /** What it has printed until now, both streams together. */
    output: () => output,
    /** SIGTERM; resolves with the exit code once it has ended. */
    async stop(): Promise<number> {
      child.kill("SIGTERM");
      const [code] = await exited;
      cleanUp();
      return code ?? -1;
    },
    /** SIGKILL, as a crash or a power cut would. A data folder of the caller's stays. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await exited;
      cleanUp();
    },
  };
}

/** What `npm start` gives to Node: its flags and the file. */
function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: { start: string };
  };
  const words = scripts.start.split(" ");
  return words.slice(words.indexOf("node") + 1);
}

function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "USERPROFILE"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
