import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import { client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
beforeAll(async () => {
  host = await startHost({ env: { SAMPLE_PLANT: "off", UPLOAD_LIMIT_BYTES: "2000000" } });
});
afterAll(() => host.stop());

/** fetch sets Host and Origin itself; node:http lets a test say anything. */
function send(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const sent = request({ port: host.port, host: "127.0.0.1", method, path, headers }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body }),
        reject,
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}
const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${host.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    duplex: "half",
  } as RequestInit);
const problemOf = async (response: Response) => (await response.json()) as Problem;

describe("every response", () => {
  it("has the request's id when it is a sane one, else a new one", async () => {
    const given = await client(host.url).get("/sessions", { headers: { "x-request-id": "shift-7.22" } });
    expect(given.headers.get("x-request-id")).toBe("shift-7.22");
    const odd = await client(host.url).get("/sessions", { headers: { "x-request-id": "a b<script>" } });
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(["/api/v1/sessions", "/api/v1/nothing", "/", "/api/v1/health/ready"])(
    "tells browsers not to sniff, frame or leak: %s",
    async (path) => {
      const { headers } = await fetch(host.url + path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    },
  );
});

describe("an address", () => {
  it("that nothing serves is a 404 problem", async () => {
    const { status, headers, body } = await client(host.url).get<Problem>("/nothing/here?x=1");
    expect(status).toBe(404);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ type: "/problems/not-found", status: 404, instance: "/api/v1/nothing/here" });
  });

  it("asked with another method is a 405 problem that names the methods", async () => {
    const { status, headers, body } = await client(host.url).call<Problem>("PUT", "/api/v1/sessions");
    expect([status, body.type]).toEqual([405, "/problems/method-not-allowed"]);
    expect(headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
    expect((await send("TRACE", "/api/v1/sessions")).status).toBe(405);
  });

  it("tells its methods when asked with OPTIONS, and allows no other origin", async () => {
    const { status, headers } = await send("OPTIONS", "/api/v1/sessions/x", { origin: "http://evil.example" });
    expect(status).toBe(204);
    expect(headers["allow"]).toBe("DELETE, GET, HEAD, OPTIONS");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("answers HEAD as GET without the body", async () => {
    const get = await send("GET", "/api/v1/health/live");
    const head = await send("HEAD", "/api/v1/health/live");
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
  });
});

describe("the caller without configured access", () => {
  it("is `local`, with every role", async () => {
    const { body } = await client(host.url).post<{ userId: string }>("/sessions", {});
    expect(body.userId).toBe("local");
    expect((await client(host.url).get("/ingestion-runs")).status).toBe(200);
  });

  it("is another plain user when x-local-user says so, without the operator's calls", async () => {
    const kim = client(host.url, "kim@plant.example");
    expect((await kim.post<{ userId: string }>("/sessions", {})).body.userId).toBe("kim@plant.example");
    const { status, body } = await kim.get<Problem>("/ingestion-runs");
    expect([status, body.type]).toEqual([403, "/problems/forbidden"]);
  });

  it.each(["", "a b", "x".repeat(65), "a/b", "<b>"])("is refused under the name %j", async (name) => {
    expect((await send("GET", "/api/v1/sessions", { "x-local-user": name })).status).toBe(400);
  });

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"])(
    "is nobody when the host is called %s, as a rebound name would be",
    async (name) => {
      const { status, text: body } = await send("GET", "/api/v1/sessions", { host: name });
      expect([status, (JSON.parse(body) as Problem).type]).toEqual([401, "/problems/unauthenticated"]);
    },
  );

  it("is refused when the page that calls comes from elsewhere", async () => {
    const own = `127.0.0.1:${host.port}`;
    expect((await send("GET", "/api/v1/sessions", { host: own, origin: `http://${own}` })).status).toBe(200);
    expect((await send("POST", "/api/v1/sessions", { host: own, origin: "http://evil.example" })).status).toBe(403);
    expect((await send("POST", "/api/v1/sessions", { host: own, origin: "null" })).status).toBe(403);
    const fired = await send("POST", "/admin/functions/relay-outbox", { host: own, origin: "http://evil.example" });
    expect(fired.status).toBe(403);
  });

  it("is nobody when PMark listens beyond loopback; health answers all the same", async () => {
    const open = await startHost({ env: { SAMPLE_PLANT: "off" }, args: ["--host", "0.0.0.0"] });
    try {
      expect((await client(open.url).get("/sessions")).status).toBe(401);
      expect((await client(open.url, "kim").get("/sessions")).status).toBe(401);
      expect((await client(open.url).get("/health/ready")).status).toBe(200);
    } finally {
      await open.stop();
    }
  });
});

describe("a body", () => {
  it("of more than 256 KB is refused, whether it declares its length or not", async () => {
    const large = JSON.stringify({ title: "x".repeat(300_000) });
    expect(await problemOf(await post("/sessions", large))).toMatchObject({ status: 413, type: "/problems/too-large" });
    const stream = new Blob([large]).stream();
    expect(await problemOf(await post("/sessions", stream))).toMatchObject({
      status: 413,
      type: "/problems/too-large",
    });
  });

  it("may be as large as the upload limit when it is an upload", async () => {
    const form = (size: number) => {
      const data = new FormData();
      data.set("file", new File(["가".repeat(size / 3)], "manual.txt", { type: "text/plain" }));
      return client(host.url).post<{ sizeBytes: number }>("/documents", data);
    };
    expect((await form(1_800_000)).status).toBe(202);
    expect((await form(2_400_000)).status).toBe(413);
  });

  it.each([
    ["text/plain", 415],
    ["application/json; charset=euc-kr", 415],
    ["application/x-www-form-urlencoded", 415],
    ["application/json; charset=utf-8", 201],
    ["application/merge-patch+json", 201],
  ])("of the type %s is answered with %i", async (type, status) => {
    expect((await post("/sessions", "{}", { "content-type": type })).status).toBe(status);
  });

  it.each([
    ["broken", '{"title":'],
    ["two documents", "{} {}"],
    ["half a surrogate pair, escaped", '{"title":"\\ud800"}'],
    ["half a surrogate pair as bytes", Buffer.from([...Buffer.from('{"title":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d])],
    ["Korean in CP949", Buffer.from([...Buffer.from('{"title":"'), 0xb9, 0xeb, 0xba, 0xea, 0x22, 0x7d])],
  ])("that is %s is no JSON", async (_, body) => {
    expect(await problemOf(await post("/sessions", body))).toMatchObject({
      status: 400,
      type: "/problems/invalid-json",
    });
  });

  it("nested a hundred thousand times does no harm", async () => {
    const deep = `{"title":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(await problemOf(await post("/sessions", deep))).toMatchObject({ status: 400 });
  });

  it("names each unknown or wrong field", async () => {
    const problem = await problemOf(await post("/sessions", '{"titel":"x","title":7,"persona":7,"__proto__":{}}'));
    expect(problem).toMatchObject({ status: 400, type: "/problems/bad-request" });
    expect(Object.fromEntries(problem.errors!.map(({ path, message }) => [path, message]))).toEqual({
      title: "must be a text",
      persona: "must be a text",
      titel: "is not a known field",
      ["__proto__"]: "is not a known field",
    });
  });

  it("that never arrives whole leaves the host well", async () => {
    const socket = connect(host.port, "127.0.0.1");
    socket.write("POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
    socket.write('Content-Length: 100\r\n\r\n{"title":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await client(host.url).get("/health/live")).status).toBe(200);
  });
});

describe("a query", () => {
  it.each(["/terms/suggestions?q=%zz", "/terms/suggestions?q=%ED%A0%80"])(
    "that is no UTF-8 (%s) is refused",
    async (path) => {
      expect((await send("GET", `/api/v1${path}`)).status).toBe(400);
    },
  );

  it("with a wrong date says which field, and what a date looks like", async () => {
    const { body } = await client(host.url).get<Problem>("/work-orders?from=bad");
    expect(body.errors).toEqual([{ path: "from", message: expect.stringContaining("2026-11-21") as string }]);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["limit=5&limit=6", "limit"],
    ["pagesize=5", "pagesize"],
    ["__proto__=5", "__proto__"],
    ["constructor=5", "constructor"],
    ["state=sleeping", "state"],
    ["continuation=unknown", "continuation"],
  ])("%s is refused by name", async (query, path) => {
    const { status, body } = await client(host.url).get<Problem>(`/sessions?${query}`);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.path).toBe(path);
  });
});
