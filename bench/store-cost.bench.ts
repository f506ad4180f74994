import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTurn } from "../shared/chat/run-turn.ts";
import { streamTurn } from "../shared/chat/stream-turn.ts";
import { compose } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import { createSession } from "../shared/sessions/new-session.ts";
import { inTrace } from "../shared/tracing.ts";
import { indexWorkOrder } from "../shared/work-orders/index-work-order.ts";
import { startAzureStores } from "../tests/harness/azure-stores.ts";
import { percentile, type Benchmark } from "./benchmark.ts";

const TURNS = 100;
const GOAL_ROUND_TRIPS = 2;
const caller = { userId: "bench", roles: ["user" as const], groups: [] };
const messages = [
  "No.2 보일러 급수 펌프 누설",
  "RES 유량 트랜스미터 고장났어요",
  "1창고 7번 라인 컨베이어 소음",
  "씰 교체는 어떻게 했지?",
  "The cooling tower fan vibrates",
];

/** What a turn asks of Cosmos DB, counted at the double's door. Its request units are its own estimate, not Azure's bill. */
export const storeCost: Benchmark = {
  name: "store-cost",
  about: `round trips and request units of Cosmos DB for ${TURNS} turns as JSON and as a stream, over the test double`,
  async run() {
    const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
    const embedded = await compose(readConfig({ DATA_DIRECTORY: data, LOG_LEVEL: "error" }));
    const azure = await startAzureStores({ now: embedded.now });
    try {
      await azure.stores.terms.upsert((await embedded.terms.all()).terms);
      for await (const orders of embedded.workOrders.scan(500)) {
        await azure.stores.workOrders.importHistory(orders.map(indexWorkOrder));
      }
      const app = { ...embedded, ...azure.stores };
      const { id: sessionId } = await createSession(app, caller);
      await app.vocabulary();
      const costs = async (turn: (message: string) => Promise<unknown>) => {
        const all: { roundTrips: number; units: number; searches: number }[] = [];
        for (let n = 0; n < TURNS; n += 1) {
          azure.charges.length = azure.qdrant.requests.length = 0;
          const message = messages[n % messages.length] ?? "";
          await inTrace({ name: "turn", traceparent: undefined, attributes: {} }, () => turn(message));
          const units = azure.charges.reduce((sum, { requestUnits }) => sum + requestUnits, 0);
          all.push({ roundTrips: azure.charges.length, units, searches: azure.qdrant.requests.length });
        }
        return all;
      };
      const json = await costs((message) => runTurn(app, caller, { sessionId, message }));
      const streamed = await costs((message) => readAll(streamTurn(app, caller, { sessionId, message })));
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const roundTrips = percentile(
        json.map((cost) => cost.roundTrips),
        0.95,
      );
      return [
        {
          name: "Cosmos DB round trips of a turn, p95",
          value: roundTrips,
          unit: "calls",
          baseline: { name: "streamed, mean", value: mean(streamed.map((cost) => cost.roundTrips)) },
          goal: `<= ${GOAL_ROUND_TRIPS}`,
          ok: roundTrips <= GOAL_ROUND_TRIPS,
        },
        {
          name: "request units of a turn, mean (the double's estimate)",
          value: mean(json.map((cost) => cost.units)),
          unit: "RU",
          baseline: { name: "streamed", value: mean(streamed.map((cost) => cost.units)) },
          goal: "for information",
          ok: true,
        },
        {
          name: "Qdrant requests of a turn, mean",
          value: mean(json.map((cost) => cost.searches)),
          unit: "calls",
          baseline: { name: "streamed", value: mean(streamed.map((cost) => cost.searches)) },
          goal: "for information",
          ok: true,
        },
      ];
    } finally {
      await azure.stop();
      await embedded.close();
      rmSync(data, { recursive: true, force: true });
    }
  },
};

/** Reads to the end, and waits until the stream's log is closed: its last writes come after the last event. */
async function readAll(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
