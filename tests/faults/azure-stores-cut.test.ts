import { afterAll, beforeAll, expect, it } from "vitest";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { AppError } from "../../shared/errors.ts";
import { queues, SummarizeSession } from "../../shared/ports/job-message.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { relayOutbox } from "../../shared/sessions/relay-outbox.ts";
import { summariseSession } from "../../shared/sessions/summarise-session.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { inParallel } from "../../shared/adapters/azure/in-parallel.ts";
import { startAzureStores } from "../harness/azure-stores.ts";
import { chatApp, technician } from "../harness/chat-app.ts";

const SESSIONS = 50;
const TURNS_EACH = 4;
const AT_ONCE = 20;
const messages = ["No.2 보일러 급수 펌프 누설", "씰 교체는 어떻게 했지?", "RES 유량 트랜스미터 고장", "고맙습니다"];

let azure: Awaited<ReturnType<typeof startAzureStores>>;
let app: Awaited<ReturnType<typeof chatApp>>;

beforeAll(async () => {
  const embedded = await chatApp();
  azure = await startAzureStores({ now: embedded.now });
  await azure.stores.terms.upsert((await embedded.terms.all()).terms);
  for await (const orders of embedded.workOrders.scan(60)) {
    await azure.stores.workOrders.importHistory(orders.map(indexWorkOrder));
    break;
  }
  app = { ...embedded, ...azure.stores };
});
afterAll(() => azure.stop());

/** From now on connections are cut at random moments: before the call arrives, or before its answer does. */
function cutAtRandom() {
  let seed = 7_919;
  const roll = (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides;
  const cuts = new Map<object, boolean>();
  let count = 0;
  const isCut = (call: { kind: string }) => {
    const known = cuts.get(call);
    if (known !== undefined) return known;
    // Fewer reads: the SDK itself waits a second before it repeats one.
    const verdict = call.kind !== "metadata" && roll(call.kind === "read" ? 60 : 8) === 0;
    cuts.set(call, verdict);
    if (verdict) count += 1;
    return verdict;
  };
  for (let n = 0; n < 500; n++) {
    const carriedOut = n % 2 === 0;
    azure.cosmos.faults.push({ lost: true, carriedOut, matches: isCut });
  }
  azure.qdrant.misbehave(() => {
    const drawn = roll(24);
    if (drawn < 2) count += 1;
    return drawn === 0 ? "drop" : drawn === 1 ? "lost" : undefined;
  });
  return {
    count: () => count,
    heal() {
      azure.cosmos.faults.length = 0;
      azure.qdrant.misbehave(() => undefined);
    },
  };
}

/** What a client does on an answer of "unavailable": the same again. */
async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (let left = 6; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 0 || !(error instanceof AppError) || error.isCallersFault) throw error;
    }
  }
}

it("200 turns and 50 ends of sessions come through while connections to Cosmos DB and Qdrant are cut", async () => {
  const cuts = cutAtRandom();
  const numbers = Array.from({ length: SESSIONS }, (_, n) => n);
  const sessionIds = await inParallel(numbers, AT_ONCE, async (n) => {
    const { id: sessionId } = await patiently(() => createSession(app, technician));
    for (let turn = 0; turn < TURNS_EACH; turn++) {
      const request = { sessionId, message: messages[turn] ?? "", turnId: `${n}-${turn}` };
      const answered = await patiently(() => runTurn(app, technician, request));
      expect(answered.answer).not.toBe("");
    }
    await patiently(() => endSession(app, technician, sessionId, "user"));
    return sessionId;
  });
  await patiently(() => relayOutbox(app));
  const jobs = await app.queue.receive(queues.sessionSummaries, { max: 2 * SESSIONS, lockMs: 60_000 });
  const twice = [...jobs, ...jobs].map(({ body }) => SummarizeSession.parse(body));
  await inParallel(twice, AT_ONCE, (job) => patiently(() => summariseSession(app, job)));
  expect(cuts.count()).toBeGreaterThan(100);

  cuts.heal();
  expect(jobs).toHaveLength(SESSIONS);
  for (const [n, sessionId] of sessionIds.entries()) {
    const turns = (await app.sessions.listTurns(sessionId, { limit: 99 })).items.map(({ id }) => id);
    expect(turns).toEqual(Array.from({ length: TURNS_EACH }, (_, turn) => `${n}-${turn}`));
    expect(await app.sessions.read(sessionId)).toMatchObject({ turnCount: TURNS_EACH, summaryStatus: "ready" });
  }
  const summaries = await app.summaries.search({ userId: technician.userId, sort: "date", limit: 99 });
  expect(new Set(summaries.items.map(({ sessionId }) => sessionId)).size).toBe(SESSIONS);
  expect(summaries.items).toHaveLength(SESSIONS);
  expect(await app.sessions.pendingOutbox(9)).toEqual([]);
}, 120_000);
