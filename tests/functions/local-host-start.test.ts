import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildBundle, root } from "../../local/bundle.ts";
import { startHost } from "../harness/start-host.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), "pmark-start-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (args: string[], env: Record<string, string> = {}) =>
  run([path.join(root, "local/start.ts"), ...args], env);

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, {
    env: { PATH: "/nowhere", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { out, error, code };
}

describe("the start command", () => {
  it("tells how it is used, and its version", async () => {
    const { out, code } = await start(["--help"]);
    for (const option of ["--port", "--data", "--host", "--verbose", "HOST=func"]) expect(out).toContain(option);
    expect(code).toBe(0);
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    expect(await start(["--version"])).toEqual({ out: `${version}\n`, error: "", code: 0 });
  });

  it.each([
    ["an option that is not known", ["--prot", "1"], {}, /^Unknown option '--prot'/],
    ["a word too many", ["extra"], {}, /^Unexpected argument 'extra'/],
    ["an option without its value", ["--data"], {}, /--data/],
    ["a port that is none", ["--port", "70000"], {}, /^--port must be a number from 0 to 65535/],
    ["a wrong setting", [], { LOG_LEVEL: "loud" }, /^LOG_LEVEL: must be one of debug, info, warn, error/],
    ["a missing Core Tools", [], { HOST: "func" }, /^HOST=func needs Azure Functions Core Tools/],
    ["a path below a file as data folder", ["--data", path.join(root, "package.json/data")], {}, /^The data folder/],
    ["a data folder that nobody can make", ["--data", "/proc/nope"], {}, /^The data folder/],
    ["an address of another machine", ["--host", "192.0.2.1", "--port", "0"], {}, /no such address/],
  ])("answers %s with one line and exit code 1", async (_, args, env, line) => {
    const data = path.join(folder, "one-line");
    const { out, error, code } = await start(args, { DATA_DIRECTORY: data, SAMPLE_PLANT: "off", ...env });
    expect({ out, code, lines: error.trimEnd().split("\n").length }).toEqual({ out: "", code: 1, lines: 1 });
    expect(error).toMatch(line);
  });

  it("names every wrong setting, a line each, and no value", async () => {
    const { error, code } = await start([], { PLATFORM: "moon", MODEL_TIMEOUT_MS: "secret-1" });
    expect(code).toBe(1);
    expect(
      error
        .trimEnd()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["PLATFORM", "MODEL_TIMEOUT_MS"]);
    expect(error).not.toMatch(/moon|secret/);
  });

  it("says in a line that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { error, code } = await start(["--port", String(port), "--data", path.join(folder, "taken")], {
      SAMPLE_PLANT: "on",
    });
    other.close();
    expect([code, error]).toEqual([
      1,
      `PMark can't listen on 127.0.0.1:${port}: something else listens there; choose another with --port.\n`,
    ]);
  });

  it("hands over to an installed Core Tools with HOST=func", async () => {
    const bin = path.join(folder, "bin");
    mkdirSync(bin);
    const script = '#!/bin/sh\n[ "$1" = start ] || exit 0\necho "$@ $FUNCTIONS_WORKER_RUNTIME"\nexit 7\n';
    writeFileSync(path.join(bin, "func"), script, { mode: 0o755 });
    const { out, code } = await start(["--port", "7099"], { HOST: "func", PATH: `${bin}:${process.env["PATH"]}` });
    expect([code, out]).toEqual([7, "start --port 7099 node\n"]);
  });
});

describe("the bundle", () => {
  it("is whole when two builds run at once", async () => {
    const file = path.join(root, "dist/fixtures/built-twice.cjs");
    const entry = path.join(root, "tests/fixtures/function-app/http.ts");
    await Promise.all([buildBundle(entry, file), buildBundle(entry, file)]);
    expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith("built-twice"))).toEqual([
      "built-twice.cjs",
    ]);
    expect((await run([file])).code).toBe(0);
    rmSync(file);
  });
});

describe("a started host", () => {
  it("prints what it serves and where, listens to this machine alone, and ends with 0 at SIGTERM", async () => {
    const host = await startHost({ env: { SAMPLE_PLANT: "off" } });
    expect(host.output()).toMatch(/GET +\/api\/v1\/health\/live|GET,HEAD +\/api\/v1\/health\/live/);
    expect(host.output()).toMatch(/ingest-nightly .*next \d{4}-\d\d-\d\dT00:00:00/);
    expect(host.output()).toContain(`PMark is ready at http://localhost:${host.port}`);
    expect(host.output()).toContain(host.data);
    expect((await fetch(`${host.url}/api/v1/health/live`)).status).toBe(200);
    expect(await host.stop()).toBe(0);
  });
});
