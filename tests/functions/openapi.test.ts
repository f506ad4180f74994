import { globSync, readFileSync } from "node:fs";

import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

type Operation = {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, { schema: object }> }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, unknown> };
};

let host: Host;
let document: Document;
beforeAll(async () => {
  host = await startHost();
  document = (await client(host.url).get<Document>("/openapi.json")).body;
});
afterAll(() => host.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ address, method, operation })),
  );

describe("openapi.json", () => {
  it("is OpenAPI 3.1 with every route that the code registers, once", () => {
    expect(document.openapi).toBe("3.1.0");
    const root = path.resolve(import.meta.dirname, "../../functions/http");
    const sources = globSync("*.ts", { cwd: root }).map((file) => readFileSync(path.join(root, file), "utf8"));
    const registered = sources.flatMap((source) =>
      [...source.matchAll(/^ +path: ["`](api\/[^"`]+)/gm)].map((hit) => hit[1]!),
    );
    expect(registered.length).toBeGreaterThan(30);
    const addresses = registered.map((address) => `/${address.replace("${kind}", "terms")}`);
    for (const address of addresses) expect(Object.keys(document.paths)).toContain(address);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(registered.length);
  });

  it("names each path parameter, and refers to nothing that is not there", () => {
    for (const { address, operation } of operations()) {
      const inPath = [...address.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]);
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(named.map(({ name }) => name)).toEqual(inPath);
      expect(Object.keys(operation.responses)).toContain("default");
    }
    const needed = (method: string, address: string) =>
      document.paths[address]?.[method]?.parameters?.filter(({ required }) => required).map(({ name }) => name);
    expect(needed("get", "/api/v1/sessions")).toEqual([]);
    expect(needed("get", "/api/v1/terms/suggestions")).toEqual(["q"]);
    expect(needed("patch", "/api/v1/work-orders/{id}")).toEqual(["id", "if-match"]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(30);
    for (const [, kind, name] of references) {
      expect(Object.keys(document.components[kind as "schemas" | "responses"])).toContain(name);
    }
  });

  it("describes what the calls really answer", async () => {
    const who = client(host.url);
    const { body: turn } = await who.post<Turn>("/chat", { message: "1창고 7번 라인 컨베이어 소음" });
    const workOrderId = turn.recommendations[0]!.workOrderId;
    const { body: draft } = await who.post<{ id: string }>(`/sessions/${turn.sessionId}/work-orders`, { workOrderId });
    const { body: documents } = await who.get<{ items: { id: string }[] }>("/documents");
    const samples: [method: string, address: string, path: string, body?: object][] = [
      ["get", "/sessions", "/sessions"],
      ["post", "/sessions", "/sessions", { title: "x" }],
      ["get", "/sessions/{sessionId}", `/sessions/${turn.sessionId}`],
      ["post", "/chat", "/chat", { message: "펌프 진동" }],
      ["get", "/sessions/{sessionId}/turns", `/sessions/${turn.sessionId}/turns`],
      ["get", "/work-orders", "/work-orders"],
      ["get", "/work-orders/{id}", `/work-orders/${draft.id}`],
      ["get", "/terms", "/terms"],
      ["get", "/terms/suggestions", "/terms/suggestions?q=p"],
      ["get", "/documents", "/documents"],
      ["get", "/documents/{id}", `/documents/${documents.items[0]!.id}`],
      ["post", "/ingestion-runs", "/ingestion-runs", {}],
      ["get", "/ingestion-runs", "/ingestion-runs"],
      ["post", "/search", "/search", { query: "펌프 진동 점검", format: "comparison" }],
      ["get", "/summaries", "/summaries"],
      ["get", "/summaries/stats", "/summaries/stats"],
      ["post", "/sessions/{sessionId}/end", `/sessions/${turn.sessionId}/end`, {}],
      ["get", "/health/ready", "/health/ready"],
      ["get", "/health/live", "/health/live"],
    ];
    for (const [method, address, where, given] of samples) {
      const answer = await who.call<unknown>(method.toUpperCase(), `/api/v1${where}`, { body: given });
      const schema =
        document.paths[`/api/v1${address}`]?.[method]?.responses[answer.status]?.content?.["application/json"]?.schema;
      expect(schema, `${method} ${address} ${answer.status}`).toBeDefined();
      const whole = { ...schema, components: document.components } as object;
      const flat = JSON.parse(JSON.stringify(whole).replaceAll("#/components/schemas/", "#/$defs/")) as {
        components: { schemas: object };
      };
      const parsed = z.fromJSONSchema({ ...flat, $defs: flat.components.schemas } as never).safeParse(answer.body);
      expect(parsed.error?.issues ?? [], `${method} ${address}`).toEqual([]);
    }
  });

  it("is what the reference page shows, with no script in it", async () => {
    const response = await fetch(`${host.url}/reference`);
    const page = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
    for (const address of Object.keys(document.paths)) expect(page).toContain(`<code>${address}</code>`);
    expect(page).not.toContain("<script");
    const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((hit) => hit[1]));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
  });
});

describe("health", () => {
  it("is ready without a model, and says that there is none", async () => {
    const { status, body } = await client(host.url).get("/health/ready");
    expect([status, body]).toEqual([
      200,
      {
        status: "ok",
        checks: {
          store: { status: "ok" },
          queue: { status: "ok", waiting: 0, deadLettered: 0, oldestAgeMs: 0 },
          index: { status: "ok" },
          model: { status: "not configured" },
        },
      },
    ]);
    expect((await client(host.url).get<{ status: string }>("/health/live")).body).toEqual({ status: "ok" });
  });

  it("is degraded, not failed, while the configured model does not answer", async () => {
    const lonely = await startHost({ env: { SAMPLE_PLANT: "off", MODEL_BASE_URL: "http://127.0.0.1:9" } });
    try {
      const { status, body } = await client(lonely.url).get("/health/ready");
      expect([status, body]).toMatchObject([200, { status: "degraded", checks: { model: { status: "failed" } } }]);
    } finally {
      await lonely.stop();
    }
  });
});
