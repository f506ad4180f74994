import { request } from "node:http";
import { json as readJson, text as readText } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { hostileBodies, hostileIds, hostileQueries, oddTexts } from "../harness/hostile-bodies.ts";
import { client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { storedRows } from "../harness/stored-rows.ts";

let host: Host;
let stored: ReturnType<typeof storedRows>;
let operations: { method: string; address: string; takesBody: boolean; fields: Record<string, Field> }[];
beforeAll(async () => {
  host = await startHost();
  stored = storedRows(host.data);
  const { body } = await client(host.url).get<{ paths: Record<string, Record<string, Operation>> }>("/openapi.json");
  operations = Object.entries(body.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      address,
      takesBody: operation.requestBody !== undefined,
      fields: operation.requestBody?.content["application/json"]?.schema.properties ?? {},
    })),
  );
});
afterAll(async () => {
  stored.close();
  await host.stop();
});

type Field = { type?: string; enum?: string[] };
type Operation = { requestBody?: { content: Record<string, { schema: { properties?: Record<string, Field> } }> } };
type Raw = { status: number; type: string; body: unknown };

/** Without fetch, which would mend paths and headers. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const length = body ? { "content-length": String(body.byteLength) } : {};
    const sent = request({ port: host.port, host: "127.0.0.1", method, path, headers: { ...length, ...headers } });
    sent.on("response", (response) => {
      const type = response.headers["content-type"] ?? "";
      const read: Promise<unknown> = type.includes("json") ? readJson(response) : readText(response);
      read.then((value) => resolve({ status: response.statusCode ?? 0, type, body: value }), reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A problem that says what to change; `accepted` where what was sent is merely odd. */
function expectRefusal({ status, type, body }: Raw, what: string, accepted = false): void {
  expect(status, what).toBeLessThan(500);
  if (accepted && status < 300) return;
  expect(status, what).toBeGreaterThanOrEqual(400);
  expect(type, what).toBe("application/problem+json");
  const problem = body as Problem;
  expect(problem.type, what).toMatch(/^\/problems\/[a-z-]+$/);
  expect(problem, what).toMatchObject({ status, title: expect.any(String), detail: expect.stringMatching(/\w{3}/) });
  expect(JSON.stringify(problem).length, what).toBeLessThan(6_000);
}

/** The address with ids of things that are there, so that the body is what is wrong. */
async function withRealIds(address: string): Promise<string> {
  const who = client(host.url);
  if (!address.includes("{")) return address;
  const { body: session } = await who.post<Session>("/sessions", {});
  if (address.includes("{sessionId}")) {
    const { body: turn } = await who.post<Turn>(`/sessions/${session.id}/turns`, { message: "펌프 소음" });
    return address.replace("{sessionId}", session.id).replace("{turnId}", turn.id);
  }
  if (!address.includes("work-orders")) return address.replace("{id}", "nothing");
  const { body: order } = await who.post<WorkOrder>(`/sessions/${session.id}/work-orders`, {});
  return address.replace("{id}", order.id);
}

describe("hostile input", () => {
  it.each(hostileBodies)("as a body is a problem at every endpoint: $name", async ({ name, type, bytes }) => {
    for (const { method, address } of operations.filter(({ takesBody }) => takesBody)) {
      const path = await withRealIds(address);
      const before = await stored.count();
      const answer = await send(method, path, { "content-type": type, "if-match": "*" }, bytes);
      expectRefusal(answer, `${method} ${address}: ${name}`, true);
      if (answer.status >= 400) expect(await stored.count(), `${method} ${address}: ${name}`).toEqual(before);
    }
  });

  it.each(oddTexts)("that is a mere text is kept as a text or refused: %j", async (odd) => {
    const sound = { message: "펌프 소음", query: "펌프 소음", title: "x", content: "x", contentType: "text/plain" };
    for (const { method, address, fields } of operations) {
      for (const [name, { type }] of Object.entries(fields)) {
        if (type !== "string") continue;
        const kept = Object.entries(sound).filter(([other]) => other in fields);
        const body = Buffer.from(JSON.stringify({ ...Object.fromEntries(kept), [name]: odd }));
        const headers = { "content-type": "application/json", "if-match": "*" };
        const answer = await send(method, await withRealIds(address), headers, body);
        expectRefusal(answer, `${method} ${address}: ${name}`, true);
        const given = answer.status < 300 ? (answer.body as Record<string, unknown>)[name] : undefined;
        // Marks that turn the direction of writing are taken out of messages.
        const wanted = name === "message" ? odd.replaceAll("\u202e", "") : odd;
        if (typeof given === "string") expect(given, `${method} ${address}: ${name}`).toContain(wanted);
      }
    }
  });

  it("in a path is not found, or not valid", async () => {
    for (const { method, address } of operations.filter(({ address }) => address.includes("{"))) {
      for (const id of hostileIds) {
        const answer = await send(method, address.replaceAll(/\{\w+\}/g, id));
        expectRefusal(answer, `${method} ${address} with ${id}`);
      }
    }
  });

  it("in a query is refused", async () => {
    for (const { method, address } of operations) {
      for (const query of hostileQueries) {
        const answer = await send(method, `${address.replaceAll(/\{\w+\}/g, "x")}?${query}`);
        expectRefusal(answer, `${method} ${address}?${query}`);
      }
    }
  });

  it("in a header is refused", async () => {
    for (const headers of [
      { "x-huge": "x".repeat(20_000) },
      { "x-large": "x".repeat(15_800) },
      { host: "user:password@127.0.0.1" },
      { host: "a b" },
      { host: "127.0.0.1/../x" },
      { "x-local-user": "a/../b" },
      { origin: "http://evil.example" },
      { "content-length": "-1" },
      { "content-length": "7, 8" },
      { "transfer-encoding": "gzip" },
    ]) {
      expectRefusal(await send("GET", "/api/v1/sessions", headers), JSON.stringify(headers).slice(0, 60), true);
    }
  });

  it("with somebody else's ids finds nothing", async () => {
    const { body: turn } = await client(host.url, "owner").post<Turn>("/chat", {
      message: "1창고 7번 라인 컨베이어 소음",
    });
    const { body: order } = await client(host.url, "owner").post<WorkOrder>(
      `/sessions/${turn.sessionId}/work-orders`,
      {},
    );
    const before = await client(host.url, "owner").get(`/sessions/${turn.sessionId}`);
    for (const { method, address } of operations) {
      if (!address.includes("{sessionId}") && address !== "/api/v1/work-orders/{id}" && !address.includes("finalize"))
        continue;
      const path = address
        .replace("{sessionId}", turn.sessionId)
        .replace("{turnId}", turn.id)
        .replace("{id}", order.id);
      const body = Buffer.from(address.endsWith("/turns") ? '{"message":"펌프"}' : "{}");
      const headers = { "content-type": "application/json", "if-match": "*", "x-local-user": "mallory" };
      const { status } = await send(method, path, headers, method === "GET" || method === "DELETE" ? undefined : body);
      expect(status, `${method} ${address}`).toBe(404);
    }
    expect((await client(host.url, "owner").get(`/sessions/${turn.sessionId}`)).body).toEqual(before.body);
  });

  it("has left the host well, and nothing of it in the log as a failure", async () => {
    expect((await client(host.url).get("/health/ready")).status).toBe(200);
    const { body } = await client(host.url).post<Turn>("/chat", { message: "1창고 7번 라인 컨베이어 소음" });
    expect(body.recommendations.length).toBeGreaterThan(0);
    expect(host.output()).not.toContain("request-failed");
  });
});
