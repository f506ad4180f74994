import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import { startAzureDoubles, type AzureDoubles } from "../harness/azure-doubles.ts";
import { accessTable, marker, type Things } from "../harness/access-table.ts";
import { until } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { newKey } from "../issuer-double/issuer-double.ts";

type Operation = { name: string; method: string; path: string };
type Sent = { token?: string | undefined; headers?: Record<string, string>; body?: unknown };

let doubles: AzureDoubles;
let issuer: AzureDoubles["issuer"];
let host: Host;
let operations: Operation[];
let things: Things;
const tokens = { owner: "", stranger: "", operator: "" };

beforeAll(async () => {
  doubles = await startAzureDoubles();
  issuer = doubles.issuer;
  host = await startHost({ env: { ...doubles.settings, SAMPLE_PLANT: "off", MODEL_BASE_URL: "" } });
  tokens.owner = await issuer.token({ oid: "owner-1", groups: ["security"] });
  tokens.stranger = await issuer.token({ oid: "stranger-1", roles: ["user"], groups: ["kitchen"] });
  tokens.operator = await issuer.token({ oid: "operator-1", roles: ["operator"] });
  operations = await listOperations();
  things = await makeThings();
}, 90_000);
afterAll(async () => {
  await host?.stop();
  await doubles?.stop();
});

async function send(method: string, path: string, { token, headers = {}, body }: Sent = {}) {
  const isForm = body instanceof FormData;
  const response = await fetch(host.url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function ask<Body>(method: string, path: string, sent: Sent, wanted: number): Promise<Body> {
  const { status, text } = await send(method, `/api/v1${path}`, sent);
  expect([status, text]).toEqual([wanted, expect.anything()]);
  return JSON.parse(text) as Body;
}

async function listOperations(): Promise<Operation[]> {
  type Paths = { paths: Record<string, Record<string, { operationId: string }>> };
  const { paths } = await ask<Paths>("GET", "/openapi.json", { token: tokens.operator }, 200);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** The owner's session, turn, draft and summary; the operator's document for a group, and runs. */
async function makeThings(): Promise<Things> {
  const { owner: token, operator } = tokens;
  type Made = { id: string; etag: string; sessionId: string };
  const say = (sessionId: string, message: string) =>
    ask<Made>("POST", `/sessions/${sessionId}/turns`, { token, body: { message } }, 200);
  const begin = () => ask<Made>("POST", "/sessions", { token, body: { title: marker } }, 201);

  const session = await begin();
  const turn = await say(session.id, `1창고 7번 라인 컨베이어 소음 ${marker}`);
  const fields = { title: marker, details: marker };
  const drafted = await ask<Made>("POST", `/sessions/${session.id}/work-orders`, { token, body: { fields } }, 201);

  const ended = await begin();
  await say(ended.id, `The pump vibrates, ${marker}`);
  await ask("POST", `/sessions/${ended.id}/end`, { token, body: {} }, 202);
  await until(
    () => send("GET", `/api/v1/sessions/${ended.id}/summary`, { token }),
    ({ status }) => status === 200,
  );

  const document = {
    title: `Vault ${marker}`,
    content: `The ${marker} of the vault is kept by the security desk.`,
    contentType: "text/plain",
    allowedGroups: ["security"],
  };
  const added = await ask<Made>("POST", "/documents", { token: operator, body: document }, 202);
  const run = await ask<Made>("POST", "/ingestion-runs", { token: operator, body: {} }, 202);
  await until(
    () => send("GET", `/api/v1/ingestion-runs/${run.id}`, { token: operator }),
    ({ text }) => text.includes('"completed"'),
  );
  const body = accessTable["import-terms"]!.body;
  const imported = await ask<Made>("POST", "/imports/terms", { token: operator, body }, 202);
  return {
    sessionId: session.id,
    endedSessionId: ended.id,
    turnId: turn.id,
    draftId: drafted.id,
    draftTag: drafted.etag,
    documentId: added.id,
    runId: run.id,
    importId: imported.id,
  };
}

/** The call of one operation on the owner's things. */
function callOf({ name, method, path }: Operation, token: string | undefined) {
  const { id = "sessionId", query, body } = accessTable[name]!;
  const filled = path
    .replace("{sessionId}", things[id === "endedSessionId" ? id : "sessionId"])
    .replace("{turnId}", things.turnId)
    .replace("{id}", things[id]);
  const isOfSession = typeof body === "object" && body !== null && "sessionId" in body;
  return send(method, query === undefined ? filled : `${filled}?${query}`, {
    token,
    headers: name === "edit-work-order" ? { "if-match": `"${things.draftTag}"` } : {},
    body: isOfSession ? { ...body, sessionId: things.sessionId } : body,
  });
}

describe("every call of the interface on Azure", () => {
  it("stands in the table of who may make it", () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(accessTable).sort());
  });

  it("but health needs a token that is sound", async () => {
    const [header, payload] = tokens.owner.split(".");
    const secretly = `${Buffer.from('{"alg":"HS256","kid":"first"}').toString("base64url")}.${payload}`;
    const bad: Record<string, string | undefined> = {
      none: undefined,
      garbage: "garbage",
      expired: await issuer.token({ exp: Math.floor(Date.now() / 1_000) - 60 }),
      "of another audience": await issuer.token({ aud: "api://other" }),
      "of another issuer": await issuer.token({ iss: "https://elsewhere.example" }),
      "of another's key": await issuer.token({}, { key: newKey("first") }),
      "with another algorithm": await issuer.token({}, { algorithm: "RS512" }),
      "signed with a secret": `${secretly}.${createHmac("sha256", "first").update(secretly).digest("base64url")}`,
      unsigned: `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
      "changed after signing": `${header}.${Buffer.from("{}").toString("base64url")}.${tokens.owner.split(".")[2]}`,
      "of a user with a path for a name": await issuer.token({ sub: "../owner-1" }),
    };
    for (const operation of operations) {
      const isOpen = accessTable[operation.name]!.role === "anyone";
      const answers = Object.entries(bad).map(async ([kind, token]) => ({
        kind,
        token,
        ...(await callOf(operation, token)),
      }));
      for (const { kind, token, status, headers, text } of await Promise.all(answers)) {
        const where = `${operation.name}, ${kind}`;
        if (isOpen) expect(status, where).toBe(200);
        else {
          expect([status, headers.get("content-type")], where).toEqual([401, "application/problem+json"]);
          const { type, detail } = JSON.parse(text) as Problem;
          const error = `, error="invalid_token", error_description="${detail}"`;
          expect(type, where).toBe(`/problems/${token === undefined ? "unauthenticated" : "invalid-token"}`);
          expect(headers.get("www-authenticate"), where).toBe(
            `Bearer realm="PMark"${token === undefined ? "" : error}`,
          );
          expect(text + detail, where).not.toContain(issuer.issuer);
        }
      }
    }
  });

  it("gives nothing of a user's to another, and changes nothing of it", async () => {
    const mine = async () =>
      Promise.all(
        [
          `/sessions/${things.sessionId}`,
          `/sessions/${things.sessionId}/turns`,
          `/sessions/${things.endedSessionId}/summary`,
          `/work-orders/${things.draftId}`,
          `/documents/${things.documentId}`,
        ].map(async (path) => (await send("GET", `/api/v1${path}`, { token: tokens.owner })).text),
      );
    const before = await mine();
    for (const text of before) expect(text).toContain(marker);
    for (const operation of operations) {
      const { status, text } = await callOf(operation, tokens.stranger);
      const { stranger } = accessTable[operation.name]!;
      expect([operation.name, status, text]).toEqual([operation.name, stranger, expect.anything()]);
      if (operation.name !== "search") expect(text, operation.name).not.toContain(marker);
      else expect(JSON.parse(text)).toMatchObject({ results: [], citations: [] });
    }
    expect(await mine()).toEqual(before);
  });

  it("does for its owner or an operator what it is for", async () => {
    for (const [name, { role, owner }] of Object.entries(accessTable)) {
      const operation = operations.find((each) => each.name === name)!;
      const { status, text } = await callOf(operation, role === "operator" ? tokens.operator : tokens.owner);
      expect([name, status, text]).toEqual([name, owner, expect.anything()]);
      if (name === "search") expect(text).toContain(marker);
    }
  });
});

describe("with configured access", () => {
  it.each(["/", "/reference", "/assets/chat.js", "/api/v1/nothing", "/nothing"])(
    "%s needs a token, too",
    async (path) => {
      expect((await send("GET", path)).status).toBe(401);
      const { status } = await send("GET", path, { token: tokens.stranger });
      expect(status).toBe(path.includes("nothing") ? 404 : 200);
    },
  );

  it.each(["PUT", "OPTIONS"])("%s says what an address takes to nobody without a token", async (method) => {
    expect((await send(method, "/api/v1/sessions")).status).toBe(401);
    expect((await send(method, "/api/v1/sessions", { token: tokens.stranger })).headers.get("allow")).toContain("POST");
  });

  it("x-local-user makes nobody anyone", async () => {
    const headers = { "x-local-user": "owner-1" };
    expect((await send("GET", "/api/v1/sessions", { headers })).status).toBe(401);
    const made = await send("POST", "/api/v1/sessions", { headers, token: tokens.stranger, body: {} });
    expect(JSON.parse(made.text)).toMatchObject({ userId: "stranger-1" });
  });

  it("keys change without a restart, and known keys go on while their issuer is down", async () => {
    issuer.rotate("second");
    const token = await issuer.token();
    const { status } = await until(
      () => send("GET", "/api/v1/sessions", { token }),
      (answer) => answer.status === 200,
    );
    expect(status).toBe(200);
    expect((await send("GET", "/api/v1/sessions", { token: tokens.owner })).status).toBe(401);
    issuer.behave("failing");
    expect((await send("GET", "/api/v1/sessions", { token })).status).toBe(200);
    issuer.behave("up");
  });

  it("a host that never got the keys answers 503, and serves once it has them", async () => {
    issuer.behave("failing");
    const other = await startHost({ env: { ...issuer.settings, SAMPLE_PLANT: "off" } });
    try {
      const token = await issuer.token();
      const headers = { authorization: `Bearer ${token}` };
      const refused = await fetch(`${other.url}/api/v1/sessions`, { headers });
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
      expect(await refused.json()).toMatchObject({ type: "/problems/unavailable" });
      expect((await fetch(`${other.url}/api/v1/health/ready`)).status).toBe(200);
      issuer.behave("up");
      const { status } = await until(
        () => fetch(`${other.url}/api/v1/sessions`, { headers }),
        (answer) => answer.status === 200,
      );
      expect(status).toBe(200);
      expect(other.output()).not.toContain(token);
    } finally {
      issuer.behave("up");
      await other.stop();
    }
  });
});
