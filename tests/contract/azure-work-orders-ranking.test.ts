import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import { qdrantWorkOrderIndex } from "../../shared/adapters/azure/qdrant-work-order-index.ts";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteWorkOrderStore } from "../../shared/adapters/embedded/sqlite-work-order-store.ts";
import type { CandidateQuery, IndexedWorkOrder, WorkOrder } from "../../shared/ports/work-order-store.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";
import { temporaryFolder } from "./instances.ts";
import { minute, sampleOrder } from "./samples.ts";

const double = await startQdrantDouble();
afterAll(() => double.stop());

/** Both indexes over the same orders. */
async function both(orders: IndexedWorkOrder[], options: { averageTokens?: number }) {
  const embedded = sqliteWorkOrderStore(openSqliteDatabase(path.join(temporaryFolder(), "pmark.sqlite")));
  const onQdrant = qdrantWorkOrderIndex({ url: double.url, alias: crypto.randomUUID(), ...options });
  await embedded.importHistory(orders);
  await onQdrant.create();
  await onQdrant.put(orders.map((order) => ({ ...order, version: 1 })));
  return async (query: CandidateQuery) =>
    Promise.all([embedded, onQdrant].map(async (store) => store.candidates(query)));
}

const mean = (orders: IndexedWorkOrder[]) => orders.reduce((sum, { tokens }) => sum + tokens.length, 0) / orders.length;
/** A small deterministic generator (Park and Miller). */
const dice = (seed: number) => (sides: number) => (seed = (seed * 48_271) % 2_147_483_647) % sides;

describe("candidates on the embedded platform and on Qdrant", () => {
  it.each([1, 2, 3])("are the same orders in the same order, with the same text scores (%i)", async (seed) => {
    const roll = dice(seed * 7_919);
    const words = (count: number) => Array.from({ length: count }, () => `w${roll(1 + roll(60))}`);
    const orders = Array.from({ length: 250 }, (_, n) => ({
      order: sampleOrder(`w${n}`, {
        itemNo: roll(3) === 0 ? `P-${roll(20)}` : "",
        location: `L${roll(6)}`,
        equipmentType: roll(4) === 0 ? "" : `E${roll(5)}`,
        statusCode: `S${roll(3)}`,
        createdAt: minute(roll(10_000) * 400 + n),
      }),
      tokens: words(4 + roll(20)),
    }));
    const find = await both(orders, { averageTokens: mean(orders) });
    for (let n = 0; n < 20; n++) {
      const query = {
        ...(roll(2) === 0 ? {} : { itemNo: `p-${roll(20)}` }),
        ...(roll(3) === 0 ? {} : { location: `l${roll(6)}` }),
        ...(roll(3) === 0 ? {} : { equipmentType: `E${roll(5)}` }),
        ...(roll(3) === 0 ? {} : { statusCode: `S${roll(3)}` }),
        ...(roll(4) === 0 ? {} : { tokens: words(1 + roll(6)) }),
        limit: 1 + roll(40),
      };
      const [one = [], other = []] = await find(query);
      expect(other.map(({ order }) => order.id)).toEqual(one.map(({ order }) => order.id));
      for (const [row, { textScore }] of other.entries()) expect(textScore).toBeCloseTo(one[row]?.textScore ?? -1, 4);
    }
  });

  it("are nearly the same over the sample plant's history before anything has measured its length", async () => {
    const file = path.join(import.meta.dirname, "../../sample-plant/work-orders.csv");
    const rows = parse(readFileSync(file, "utf8"), { columns: true }) as unknown as WorkOrder[];
    const orders = rows.map((row, n) => indexWorkOrder({ ...sampleOrder(`w${n}`), ...row }));
    const find = await both(orders, {});
    const shares = [];
    for (const { order, tokens } of orders.filter((_, n) => n % 40 === 0)) {
      const { location, equipmentType } = order;
      const [one = [], other = []] = await find({ location, equipmentType, tokens: tokens.slice(0, 5), limit: 30 });
      const ids = new Set(one.map((candidate) => candidate.order.id));
      shares.push(other.filter((candidate) => ids.has(candidate.order.id)).length / one.length);
      expect(other[0]?.order.id).toBe(one[0]?.order.id);
    }
    expect(shares.length).toBeGreaterThan(15);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.97);
  });
});
