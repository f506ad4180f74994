import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { queues, type SummarizeSession } from "../../shared/ports/job-message.ts";
import { startAzureDoubles, type AzureDoubles } from "../harness/azure-doubles.ts";
import { startAzureProxies, type AzureProxies } from "../harness/azure-proxies.ts";
import { client, fileForm, until, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import type { Promised } from "./acknowledged-work.ts";
import { cutAtRandom } from "./cut-at-random.ts";
import { newSightings, patientApp } from "./patient-app.ts";
import { rotatingTokens } from "./rotating-tokens.ts";

const SESSIONS = 50;
const TURNS_EACH = 4;
const TURNS = SESSIONS * TURNS_EACH;
const CUTS = 110;
const APPS = 10;
const DOCUMENTS = 6;
const SEED = 7_919;
const DEADLINE_MS = 8_000;
/** The turn's deadline, and what the store may take before and after it on a busy machine. */
const LIMIT_MS = DEADLINE_MS + 12_000;
/** A summary waits for the model up to a minute and a half, a lost message for its lock. */
const RECOVERY_MS = 120_000;
const messages = [
  "1창고 컨베이어 소음",
  "롤러 베어링은 어떻게 점검하나?",
  "conveyor noise in Warehouse 1",
  "고맙습니다",
];

let doubles: AzureDoubles;
let proxies: AzureProxies;
let host: Host;
let operator: Client;
let broker: ReturnType<typeof serviceBusJobQueue>;
const promised: (Promised & { user: string })[] = [];
const documentIds: string[] = [];
const seen = newSightings();

beforeAll(async () => {
  doubles = await startAzureDoubles({ maxDeliveryCount: 10 });
  proxies = await startAzureProxies(doubles);
  const { connectionString } = doubles.serviceBus;
  broker = serviceBusJobQueue({ connectionString }, { now: () => new Date() });
  const env = { TURN_DEADLINE_MS: String(DEADLINE_MS), RELAY_SCHEDULE: "*/2 * * * * *", LOG_LEVEL: "error" };
  host = await startHost({ env: { ...proxies.settings, ...env, SAMPLE_PLANT: "off" } });
  operator = client(host.url, { token: await doubles.issuer.token({ oid: "lee", roles: ["operator"] }) });
  await fillPlant();
  doubles.model.behave({ kind: "answer", firstTokenDelayMs: 5, tokenDelayMs: 2 });
  for (const { proxy } of proxies.each) proxy.delay(2);
}, 90_000);
afterAll(async () => {
  await broker?.close();
  await host?.stop();
  await proxies?.stop();
  await doubles?.stop();
});

describe("PMark on Azure, the connections of each dependency cut at random", () => {
  it(
    `answers ${TURNS} turns and ${SESSIONS} ends of sessions, each within its time`,
    { timeout: 240_000 },
    async () => {
      const cutting = cutAtRandom(proxies, SEED);
      const newToken = rotatingTokens(doubles.issuer);
      let begun = 0;
      /** Spreads the work over all the cuts. */
      const myTurn = (share: number) => cutting.reached(share * CUTS);
      const numbers = Array.from({ length: SESSIONS }, (_, n) => n);
      const work = async (n: number) => {
        for (let session = numbers.shift(); session !== undefined; session = numbers.shift()) {
          const token = await newToken({ oid: `user-${n}` });
          const app = patientApp(host.url, async () => token, LIMIT_MS, seen);
          const { id: sessionId } = await app.post<{ id: string }>("/sessions", {});
          const book: (typeof promised)[number] = { user: `user-${n}`, sessionId, turnIds: [], ended: false };
          promised.push(book);
          for (const [turn, message] of messages.entries()) {
            await myTurn(begun++ / TURNS);
            const turnId = `${session}-${turn}`;
            const answered = await app.say(sessionId, message, turnId, (session + turn) % 2 === 0);
            expect([answered.id, answered.answer === ""]).toEqual([turnId, false]);
            book.turnIds.push(turnId);
          }
          await app.post(`/sessions/${sessionId}/end`, {});
          book.ended = true;
        }
      };
      const upload = async () => {
        for (let n = 0; n < DOCUMENTS; n += 1) {
          await myTurn(n / DOCUMENTS);
          const token = await newToken({ oid: "lee", roles: ["operator"] });
          const app = patientApp(host.url, async () => token, LIMIT_MS, seen);
          const content = `# 지침 ${n}\n펌프 ${n}호기의 씰을 점검한다.`;
          const document = { title: `지침 ${n}`, contentType: "text/markdown", content };
          documentIds.push((await app.post<{ id: string }>("/documents", document)).id);
        }
      };
      const talks = Promise.all(Array.from({ length: APPS }, (_, n) => work(n)));
      const cut = talks.then(
        () => cutting.stop(),
        () => cutting.stop(),
      );
      await Promise.all([talks, cut, upload()]);
      process.stdout.write(`${JSON.stringify({ cuts: cutting.count(), seen, ...cutting.cuts })}\n`);
      expect(cutting.count()).toBeGreaterThanOrEqual(100);
    },
  );

  it("has every acknowledged turn, once and in order", async () => {
    expect(promised.filter(({ turnIds, ended }) => turnIds.length === TURNS_EACH && ended)).toHaveLength(SESSIONS);
    for (const { user, sessionId, turnIds } of promised) {
      const items = await itemsOf(user, `/sessions/${sessionId}/turns`);
      expect(items.map(({ id }) => id)).toEqual(turnIds);
    }
  });

  it("has read every document whose upload was acknowledged", async () => {
    await ingest();
    for (const id of documentIds)
      expect((await operator.get(`/documents/${id}`)).body).toMatchObject({ id, status: "indexed" });
  });

  it("writes exactly one summary of each session, also when its job runs again", { timeout: RECOVERY_MS }, async () => {
    const ended = promised.map(({ sessionId }) => sessionId).toSorted();
    await until(summarised, (found) => found.length >= SESSIONS, RECOVERY_MS);
    expect(await summarised()).toEqual(ended);
    await workedOff();
    await broker.send(queues.sessionSummaries, ended.map(jobAgain));
    await workedOff();
    expect(await summarised()).toEqual(ended);
  });

  it("is well again without a restart: ready, its queues empty, no dead letter", async () => {
    const ready = await until(
      () => operator.get("/health/ready"),
      ({ status }) => status === 200,
      30_000,
    );
    expect(ready.body).toMatchObject({ status: "ok" });
    expect(await broker.listDeadLetters(10)).toEqual([]);
  });
});

/** Terms, history and knowledge, so that a turn asks every store. */
async function fillPlant(): Promise<void> {
  const terms =
    "category,code,name,aliases\nlocation,WH1,Warehouse 1,1창고\nequipmentType,CONV,Conveyor,컨베이어\nstatusCode,NOISE,Noise,소음\npriority,GENERAL,General,일반\n";
  const history =
    "itemNo,process,location,equipmentType,statusCode,title,details,priority,createdAt\nCV-7,Packing,Warehouse 1,Conveyor,Noise,Conveyor roller noise,Bearing replaced,General,2026-01-05\n";
  for (const [kind, rows] of Object.entries({ terms, "work-orders": history })) {
    const { body } = await operator.post<{ id: string }>(`/imports/${kind}`, fileForm(`${kind}.csv`, rows));
    const read = async () => (await operator.get<{ status: string }>(`/imports/${body.id}`)).body;
    await until(read, ({ status }) => status === "completed", 30_000);
  }
  const content = "# 컨베이어 소음\n롤러 베어링을 먼저 점검하고 그리스를 주입한다.";
  await operator.post("/documents", { title: "컨베이어 지침", contentType: "text/markdown", content });
  await ingest();
}

async function ingest(): Promise<void> {
  const waiting = async () => (await operator.get<{ items: object[] }>("/documents?status=queued")).body.items;
  const run = async () => {
    await fetch(`${host.url}/admin/functions/ingest-nightly`, { method: "POST" });
    return waiting();
  };
  await until(run, (left) => left.length === 0, 60_000);
}

async function userClient(user: string): Promise<Client> {
  return client(host.url, { token: await doubles.issuer.token({ oid: user }) });
}

async function itemsOf(user: string, path: string): Promise<{ id: string; sessionId: string }[]> {
  type Page = { items: { id: string; sessionId: string }[]; continuation?: string };
  const { status, body } = await (await userClient(user)).get<Page>(`${path}?limit=100`);
  expect([status, body.continuation]).toEqual([200, undefined]);
  return body.items;
}

async function summarised(): Promise<string[]> {
  const users = [...new Set(promised.map(({ user }) => user))];
  const found = await Promise.all(users.map((user) => itemsOf(user, "/summaries")));
  return found.flatMap((items) => items.map(({ sessionId }) => sessionId)).toSorted();
}

function jobAgain(sessionId: string) {
  const id = `again:${sessionId}`;
  const data = { sessionId, revision: 1 };
  const body: SummarizeSession = {
    type: "summarize-session",
    version: 1,
    id,
    occurredAt: new Date().toISOString(),
    attempt: 1,
    data,
  };
  return { id, body };
}

async function workedOff(): Promise<void> {
  for (const queue of Object.values(queues)) {
    await until(
      () => broker.depth(queue),
      ({ active, locked, scheduled }) => active + locked + scheduled === 0,
      RECOVERY_MS,
    );
  }
}
