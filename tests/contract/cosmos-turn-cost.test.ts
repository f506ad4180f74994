import { afterAll, beforeAll, expect, it } from "vitest";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { inTrace } from "../../shared/tracing.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { startAzureStores } from "../harness/azure-stores.ts";
import { chatApp, technician } from "../harness/chat-app.ts";

let azure: Awaited<ReturnType<typeof startAzureStores>>;
let app: Awaited<ReturnType<typeof chatApp>>;
let time = Date.parse("2030-01-01T00:00:00.000Z");

beforeAll(async () => {
  azure = await startAzureStores({ now: () => new Date(time) });
  const embedded = await chatApp();
  const { terms } = await embedded.terms.all();
  await azure.stores.terms.upsert(terms);
  for await (const orders of embedded.workOrders.scan(200)) {
    await azure.stores.workOrders.importHistory(orders.map(indexWorkOrder));
    break;
  }
  app = { ...embedded, ...azure.stores, now: () => new Date(time) };
});
afterAll(() => azure.stop());

const arrival = { name: "turn", traceparent: undefined, attributes: {} };
const calls = () => azure.cosmos.calls.filter(({ kind }) => kind !== "metadata").map(({ kind }) => kind);

it("a turn on Cosmos DB is one point read and one batch, and its event says what they cost", async () => {
  const { id: sessionId } = await createSession(app, technician);
  const said = [
    "3공장 펌프 P-1234 누설이 나요",
    "펌프 씰 교체 사례 알려줘",
    "2창고 컨베이어 소음",
    "고맙습니다",
    "그때 어떻게 고쳤지?",
  ];
  const recommended: number[] = [];
  await app.vocabulary();
  for (const [n, message] of said.entries()) {
    azure.cosmos.calls.length = azure.charges.length = 0;
    const request = { sessionId, message, turnId: `turn-${n}` };
    const turn = await inTrace(arrival, () => runTurn(app, technician, request));
    recommended.push(turn.recommendations.length);
    expect(turn.path.at(-1)).toBe("checkQuality");
    expect(calls()).toEqual(["read", "batch"]);
    const storeUnits = azure.charges.reduce((sum, { requestUnits }) => sum + requestUnits, 0);
    expect(storeUnits).toBeGreaterThan(5);
    expect(app.logged.at(-1)).toMatchObject({ event: "turn-answered", fields: { storeRoundTrips: 2, storeUnits } });
  }
  expect(Math.max(...recommended)).toBeGreaterThan(0);
});

it("the version of the terms is read again after half a minute, and a change of one's own is seen at once", async () => {
  const { terms } = azure.stores;
  time += 30_000;
  azure.cosmos.calls.length = 0;
  const version = await terms.version();
  expect(await terms.version()).toBe(version);
  expect(calls()).toEqual(["read"]);
  await terms.upsert([{ category: "location", code: "new", name: "새 구역", aliases: [] }]);
  expect(await terms.version()).toBe(version + 1);
});
