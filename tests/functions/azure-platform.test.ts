import { ServiceBusClient } from "@azure/service-bus";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { queues } from "../../shared/ports/job-message.ts";
import { startAzureDoubles, type AzureDoubles } from "../harness/azure-doubles.ts";
import { client, fileForm, until, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { describeQueueMessages } from "./queue-messages.ts";

let doubles: AzureDoubles;
let host: Host;
let user: Client;
let operator: Client;
let broker: ReturnType<typeof serviceBusJobQueue>;

beforeAll(async () => {
  doubles = await startAzureDoubles();
  const { connectionString } = doubles.serviceBus;
  broker = serviceBusJobQueue({ connectionString }, { now: () => new Date() });
  host = await startHost({ env: { ...doubles.settings, SAMPLE_PLANT: "off" } });
  user = client(host.url, { token: await doubles.issuer.token({ oid: "kim" }) });
  operator = client(host.url, { token: await doubles.issuer.token({ oid: "lee", roles: ["operator"] }) });
}, 90_000);
afterAll(async () => {
  await broker?.close();
  await host?.stop();
  await doubles?.stop();
});

type Turn = { sessionId: string };
type WorkOrder = { id: string; etag: string };
type Run = { id: string; status: string; accepted?: number; rejected?: unknown[] };

async function importFile(kind: "terms" | "work-orders", name: string, rows: string): Promise<Run> {
  const { status, body } = await operator.post<Run>(`/imports/${kind}`, fileForm(name, rows));
  expect([status, body.status]).toEqual([202, "queued"]);
  const read = async () => (await operator.get<Run>(`/imports/${body.id}`)).body;
  return until(read, (run) => run.status === "completed" || run.status === "failed", 30_000);
}

describe("the Azure platform, whole, against servers on loopback", () => {
  it("is ready: every part answers, with the keys from the vault", async () => {
    const ask = () => user.get("/health/ready");
    const { body } = await until(ask, ({ status }) => status === 200, 30_000);
    expect(body).toMatchObject({ status: "ok", checks: { model: { status: "ok" } } });
    expect(host.output()).not.toMatch(/key-of-/);
  });

  it("takes a plant's terms and history through the queue function", async () => {
    const terms =
      "category,code,name,aliases\nlocation,WH1,Warehouse 1,1창고\nequipmentType,CONV,Conveyor,컨베이어\nstatusCode,NOISE,Noise,소음\npriority,GENERAL,General,일반\n";
    expect(await importFile("terms", "terms.csv", terms)).toMatchObject({ status: "completed", accepted: 4 });
    const history =
      "itemNo,process,location,equipmentType,statusCode,title,details,priority,createdAt\nCV-7,Packing,Warehouse 1,Conveyor,Noise,Conveyor roller noise,Bearing replaced,General,2026-01-05\n";
    expect(await importFile("work-orders", "history.csv", history)).toMatchObject({ status: "completed", accepted: 1 });
  });

  it("ingests an uploaded document by the timer, and finds it", async () => {
    const content = "# 컨베이어 소음\n롤러 베어링을 먼저 점검하고 그리스를 주입한다.";
    const document = { title: "컨베이어 지침", contentType: "text/markdown", content };
    const { status, body } = await operator.post<{ id: string }>("/documents", document);
    expect(status).toBe(202);
    expect((await fetch(`${host.url}/admin/functions/ingest-nightly`, { method: "POST" })).status).toBeLessThan(300);
    const read = async () => (await operator.get<{ status: string }>(`/documents/${body.id}`)).body;
    expect(await until(read, ({ status }) => status !== "queued", 30_000)).toMatchObject({ status: "indexed" });
    const found = await user.post<{ citations: { documentId: string }[] }>("/search", { query: "컨베이어 소음 점검" });
    expect(found.body.citations).toMatchObject([{ documentId: body.id }]);
  });

  it("talks, cites, drafts, finalises, and summarises the session exactly once", async () => {
    const message = "1창고 컨베이어 소음 점검은 어떻게 하나?";
    const turn = await user.post<Turn>("/chat", { message });
    expect(turn.status).toBe(200);
    const { sessionId } = turn.body;
    expect(turn.body).toMatchObject({
      degraded: false,
      recommendations: [{ itemNo: "CV-7" }],
      citations: [{ title: "컨베이어 지침", quote: "롤러 베어링을 먼저 점검하고 그리스를 주입한다." }],
    });
    expect(new Set(doubles.model.requests.map(({ key }) => key))).toEqual(new Set(["key-of-the-model"]));

    const draft = await user.post<WorkOrder>(`/sessions/${sessionId}/work-orders`, {});
    const tag = { "if-match": draft.body.etag };
    const changed = await user.patch<WorkOrder>(`/work-orders/${draft.body.id}`, { title: "컨베이어 소음 점검" }, tag);
    expect(changed.body).toMatchObject({ status: "draft", title: "컨베이어 소음 점검", location: "Warehouse 1" });
    expect((await user.post(`/work-orders/${draft.body.id}/finalize`)).body).toMatchObject({ status: "finalized" });

    const read = () => user.get<{ type?: string }>(`/sessions/${sessionId}/summary`);
    const summary = await until(read, ({ status }) => status === 200, 30_000);
    expect(summary.body).toMatchObject({ type: "llm" });
    expect((await user.get<{ items: unknown[] }>("/summaries")).body.items).toHaveLength(1);
    expect((await user.get("/summaries/stats")).body).toMatchObject({ totalSessions: 1 });
  });
});

describe("messages on Service Bus", () => {
  describeQueueMessages(() => ({ url: host.url, user, operator, broker }));

  it("in bytes that are no JSON, or without a body, become dead letters, too", async () => {
    const raw = new ServiceBusClient(doubles.serviceBus.connectionString);
    const sender = raw.createSender(queues.sessionSummaries);
    await sender.sendMessages({ messageId: "bytes", body: Buffer.from([0xff, 0x00, 0x7b]) });
    await sender.sendMessages({ messageId: "none", body: undefined });
    await raw.close();
    const listed = () => operator.get<{ items: { messageId: string; reason: string }[] }>("/operations/dead-letters");
    const areThere = ({ body }: Awaited<ReturnType<typeof listed>>) =>
      ["bytes", "none"].every((id) => body.items.some(({ messageId }) => messageId === id));
    const { body } = await until(listed, areThere, 30_000);
    expect(body.items.find(({ messageId }) => messageId === "none")).toMatchObject({ reason: "InvalidMessage" });
  });
});

describe("the Azure platform that can't start", () => {
  it("names every missing setting, and ends before it listens", async () => {
    const failure = startHost({ env: { PLATFORM: "azure", TURN_DEADLINE_MS: "soon" } });
    const names = [
      "TURN_DEADLINE_MS",
      "AUTH_ISSUER",
      "COSMOS_ENDPOINT",
      "SERVICE_BUS__fully",
      "QDRANT_URL",
      "BLOB_ACC",
    ];
    await expect(failure).rejects.toThrow(new RegExp(`ended \\(1\\)(?=[^]*${names.join(")(?=[^]*")})`));
  });

  it("names every secret that the vault does not give", async () => {
    const env = { ...doubles.settings, MODEL_API_KEY: "keyvault:forgotten", QDRANT_API_KEY: "keyvault:lost" };
    await expect(startHost({ env })).rejects.toThrow(/ended \(1\)(?=[^]*secret forgotten)(?=[^]*secret lost)/);
  });
});
