import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const READY_MS = 25_000;
/** The well-known account of every Azurite. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Microsoft's Blob Storage emulator as a process of its own on a free port, its files in a folder that goes with it. */
export async function startAzurite() {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-azurite-"));
  const main = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const child = spawn(process.execPath, [main, "--silent", "--blobPort", "0", "-l", folder, "--disableTelemetry"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = Promise.withResolvers<string>();
  const listen = (piece: string) => {
    output += piece;
    const url = /(http:\/\/127\.0\.0\.1:[1-9]\d*)/.exec(output)?.[1];
    if (url) ready.resolve(url);
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", listen);
  const exited = once(child, "exit");
  void exited.then(() => ready.reject(new Error(`Azurite ended:\n${output}`)));
  const late = setTimeout(() => ready.reject(new Error(`Azurite is not ready:\n${output}`)), READY_MS);
  const url = await ready.promise.finally(() => clearTimeout(late));

  return {
    url,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url}/${ACCOUNT};`,
    async stop() {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
