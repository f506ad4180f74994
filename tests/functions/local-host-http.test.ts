import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFixtureHost } from "../harness/fixture-host.ts";

let host: Awaited<ReturnType<typeof startFixtureHost>>;
beforeAll(async () => (host = await startFixtureHost("http")));
afterAll(() => host.stop());

const get = (path: string, init?: RequestInit) => fetch(host.url + path, init);
const json = async (path: string, init?: RequestInit) =>
  (await get(path, init)).json() as Promise<Record<string, unknown>>;

/** Bytes as they are, for what fetch would mend. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(host.host.port, "127.0.0.1");
  socket.end(bytes);
  return text(socket);
}

describe("an http function", () => {
  it("answers through the functions library", async () => {
    const response = await get("/hello");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json",
      '{"hello":"world"}',
    ]);
  });

  it("gets method, address, query, parameters, headers and body", async () => {
    const seen = await json("/things/%EB%B0%B8%EB%B8%8C?a=1&b=%20", {
      method: "POST",
      headers: { "x-test": "yes" },
      body: "샘플",
    });
    expect(seen).toEqual({
      method: "POST",
      url: `${host.url}/things/%EB%B0%B8%EB%B8%8C?a=1&b=%20`,
      params: { id: "밸브" },
      query: { a: "1", b: " " },
      agent: "yes",
      body: "샘플",
    });
  });

  it("is found by Azure's route rules", async () => {
    expect(await json("/things/new")).toEqual({ name: "literal" });
    expect(await json("/THINGS/7/Parts")).toMatchObject({ params: { id: "7" } });
    expect(await json("/things/7/parts/x")).toMatchObject({ params: { id: "7", part: "x" } });
    expect((await get("/things/seven/parts/x")).status).toBe(404);
    expect(await json("/files/a/b%20c/d.txt")).toMatchObject({ params: { path: "a/b c/d.txt" } });
    expect(await json("/no-route")).toEqual({ name: "no-route" });
  });

  it("sets status, headers and cookies", async () => {
    const response = await get("/cookie");
    expect([response.status, response.headers.get("x-own"), response.headers.get("set-cookie")]).toEqual([
      201,
      "yes",
      "a=1",
    ]);
  });

  it("takes a large body", async () => {
    const body = "x".repeat(3_000_000);
    expect(await json("/things/1", { method: "POST", body })).toMatchObject({ body });
  });
});

describe("a request that no function answers", () => {
  it("gets a problem document when there is no such address", async () => {
    const response = await get("/nowhere?secret=1");
    expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect(response.headers.get("x-request-id")).toBeTruthy();
    expect(await response.json()).toMatchObject({ type: "/problems/not-found", status: 404, instance: "/nowhere" });
  });

  it("gets a problem document that names the methods when the method is wrong", async () => {
    const response = await get("/things/1", { method: "DELETE", body: "x".repeat(100_000) });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect(await response.json()).toMatchObject({ type: "/problems/method-not-allowed" });
  });

  it.each([
    ["broken percent-encoding", "GET /things/%E0%A4%A HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"],
    ["a host that is none", "GET /hello HTTP/1.1\r\nhost: user@evil/\r\nconnection: close\r\n\r\n"],
    ["an address without a path", "OPTIONS * HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"],
    ["no HTTP at all", "nonsense\r\n\r\n"],
    ["no host", "GET /hello HTTP/1.1\r\nconnection: close\r\n\r\n"],
  ])("gets a problem document for %s", async (_, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("application/problem+json");
    expect(answer).toContain('"type":"/problems/bad-request"');
  });

  it("is understood with a whole address, as a proxy sends it", async () => {
    const answer = await raw(
      "GET http://elsewhere/nowhere?x=1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain('"instance":"/nowhere"');
  });

  it("gets a problem document for headers without end", async () => {
    const answer = await raw(`GET /hello HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("is served when its path begins with two slashes, and finds nothing", async () => {
    expect(await raw("GET //hello/x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).toMatch(/ 404 /);
  });
});

describe("a function that fails", () => {
  it.each(["/throws", "/text"])(
    "answers 500 as a problem document and keeps its reason in the log: %s",
    async (path) => {
      const response = await get(path);
      const body = await response.text();
      expect([response.status, response.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
      expect(body).not.toContain("secret");
      expect(host.entries.at(-1)).toMatchObject({ level: "error", functionName: path.slice(1) });
    },
  );

  it("answers although it read nothing of a large body", async () => {
    expect((await get("/throws", { method: "POST", body: "x".repeat(500_000) })).status).toBe(500);
  });

  it("answers 204 when it returns nothing", async () => {
    expect((await get("/nothing")).status).toBe(204);
  });

  it("cuts the connection when its stream fails half way", async () => {
    await expect(get("/broken-stream").then((response) => response.text())).rejects.toThrow();
  });
});

describe("a host that stops", () => {
  it("answers the calls that run, and takes no others", async () => {
    const other = await startFixtureHost("http");
    const running = fetch(`${other.url}/slow/400`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = other.stop();
    await expect(fetch(`${other.url}/hello`)).rejects.toThrow();
    expect(await (await running).json()).toEqual({ done: true });
    await stopped;
  });
});

describe("a streamed answer", () => {
  const open = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request(host.url + path, resolve)
        .on("error", reject)
        .end();
    });

  it("arrives piece by piece", async () => {
    const pieces: string[] = [];
    for await (const piece of await open("/stream/5")) pieces.push(String(piece));
    expect(pieces.join("")).toBe("0\n1\n2\n3\n4\n");
    expect(pieces.length).toBeGreaterThan(1);
  });

  it("waits for a slow client, and ends when the client goes away", async () => {
    const response = await open("/flood");
    response.once("data", () => response.pause());
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { sent } = await json("/progress");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await json("/progress")).toEqual({ sent, log: [] });
    expect(sent).toBeLessThan(20_000_000);
    response.destroy();
    await expect.poll(() => json("/progress")).toMatchObject({ log: ["client gone"] });
  });
});
