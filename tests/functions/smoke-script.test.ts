import { execFile, spawnSync } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Behaviour } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const script = path.resolve(import.meta.dirname, "../../aks-vllm/smoke.sh");

let double: Awaited<ReturnType<typeof startModelDouble>>;
beforeAll(async () => {
  double = await startModelDouble();
});
afterAll(() => double.stop());
beforeEach(() => double.behave({ kind: "answer" }));

function smoke(args: string[], env: Record<string, string> = {}) {
  const inherited = { PATH: process.env["PATH"] ?? "", TMPDIR: process.env["TMPDIR"] ?? "/tmp" };
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    execFile("bash", [script, ...args], { env: { ...inherited, ...env } }, (failure, out, error) =>
      resolve({ code: failure === null ? 0 : Number(failure.code), out, error }),
    );
  });
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The checks that failed, by name. */
const failures = (out: string) => [...out.matchAll(/^FAIL +(\S+)/gm)].map((hit) => hit[1]);

/** Without curl these are skipped by name. */
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

describe.skipIf(!hasCurl)("smoke.sh (needs curl)", () => {
  it("finds all well with an endpoint that does everything, also at an address without a path", async () => {
    for (const url of [double.url, double.url.replace(/\/v1$/, "/")]) {
      const { code, out, error } = await smoke([url]);
      expect([code, error]).toEqual([0, ""]);
      expect([...out.matchAll(/^ok +(\S+)/gm)].map((hit) => hit[1])).toEqual([
        "models",
        "chat",
        "schema",
        "stream",
        "embedding",
        "rerank",
      ]);
    }
  });

  it.each<[Behaviour, string[]]>([
    [{ kind: "status", status: 500 }, ["chat", "schema", "stream"]],
    [{ kind: "cut", afterTokens: 2 }, ["chat", "schema", "stream"]],
    [{ kind: "text", content: "urgent, I think" }, ["schema", "stream"]],
    [{ kind: "answer", json: { priority: "urgent", why: "it leaks" } }, ["schema"]],
    [{ kind: "hang" }, ["chat"]],
  ])("with a model that does %j tells what fails", async (behaviour, wanted) => {
    double.behave(behaviour);
    const only = behaviour.kind === "hang" ? "models,chat" : "models,chat,schema,stream";
    const { code, out } = await smoke([double.url, "--timeout", "1", "--only", only]);
    expect([code, failures(out)]).toEqual([1, wanted]);
  });

  it("tells of a model that is not served", async () => {
    const { code, out } = await smoke([double.url, "--only", "models"], { MODEL_NAME: "another" });
    expect([code, out]).toEqual([1, expect.stringContaining("MODEL_NAME=another is not listed")]);
  });

  it("tells of a reranker that prefers the wrong document, and of vectors that are none", async () => {
    const url = await serve((request, response) => {
      request.resume();
      const answers: Record<string, unknown> = {
        "/v1/models": { data: [{ id: "m", permission: [{ id: "modelperm-1" }] }, { id: "default" }] },
        "/v1/embeddings": { data: [{ embedding: [0.1, 0.2] }, { embedding: [null, 0.2] }] },
        "/v1/rerank": {
          results: [
            { index: 0, relevance_score: 0.9 },
            { index: 1, relevance_score: 1e-3 },
          ],
        },
      };
      response.end(JSON.stringify(answers[request.url!]));
    });
    const { code, out } = await smoke([url, "--only", "models,embedding,rerank"]);
    expect([code, failures(out)]).toEqual([1, ["embedding", "rerank"]]);
    expect(out).toContain("models     2 listed");
  });

  it("sends the key, and says with code 4 when it is refused", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(request.headers.authorization === "Bearer right" ? 200 : 401).end('{"data":[{"id":"m"}]}');
    });
    expect((await smoke([url, "--only", "models"], { MODEL_API_KEY: "right" })).code).toBe(0);
    const { code, out, error } = await smoke([url], { MODEL_API_KEY: "wr0ng" });
    expect([code, error]).toEqual([4, expect.stringContaining("refuses the key (401)")]);
    expect(out + error).not.toContain("wr0ng");
    expect(seen).toContain("Bearer wr0ng");
  });

  it("with --gateway finds what is exposed beside /v1, and a /v1 that is open to all", async () => {
    let exposed = new Set<string>();
    const url = await serve((request, response) => {
      const isOpen = exposed.has(request.url!);
      const isKnown = request.headers.authorization === "Bearer right";
      if (request.url !== "/v1/models") response.writeHead(isOpen ? 200 : 404).end();
      else response.writeHead(isKnown || isOpen ? 200 : 401).end('{"data":[{"id":"m"}]}');
    });
    const ask = async () => (await smoke([url, "--gateway", "--only", "models"], { MODEL_API_KEY: "right" })).out;
    expect(failures(await ask())).toEqual([]);
    for (const address of ["/metrics", "/invocations", "/v1/models"]) {
      exposed = new Set([address]);
      const out = await ask();
      expect(failures(out)).toEqual(["gateway"]);
      expect(out).toContain(address);
    }
  });

  it("says with code 3 when nothing listens", async () => {
    const { code, error } = await smoke(["http://127.0.0.1:9"]);
    expect([code, error]).toEqual([3, expect.stringContaining("can not be reached")]);
  });

  it.each([
    [[], "the URL is missing"],
    [["ftp://x"], "not an http or https address"],
    [["http://x y"], "not an http or https address"],
    [["http://x", "http://y"], "too many"],
    [["--only", "magic", "http://x"], "--only knows no 'magic'"],
    [["--timeout", "0", "http://x"], "--timeout takes a number"],
    [["http://x", "--timeout"], "--timeout needs a value"],
    [["--verbose", "http://x"], "'--verbose' is not an option"],
  ])("called with %j says what is wrong, with code 2", async (args, message) => {
    const { code, error, out } = await smoke(args);
    expect([code, out, error]).toEqual([2, "", expect.stringContaining(message)]);
  });

  it("tells how it is used", async () => {
    const { code, out } = await smoke(["--help"]);
    expect([code, out]).toEqual([0, expect.stringContaining("Exit codes: 0 all is well")]);
  });
});
