import { AppError } from "../../errors.ts";
import type { IndexedWorkOrder, WorkOrder, WorkOrderFilter, WorkOrderStore } from "../../ports/work-order-store.ts";
import { foldField } from "../fold-field.ts";
import { pageOf, positionOf } from "../continuation.ts";
import { sortableTime } from "../sortable-time.ts";
import type { SqliteDatabase, SqlValue } from "./sqlite-database.ts";
import { workOrderIndex } from "./work-order-index.ts";

type Listed = { created_at: string; id: string; record: string };

/** Orders as rows, found by an index in memory that follows the rows as they come. */
export function sqliteWorkOrderStore(database: SqliteDatabase): WorkOrderStore {
  const insert = database.statement(
    `INSERT INTO work_orders (id, status, user_id, item_no, location, equipment_type, status_code, created_at, etag,
       tokens, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  // A changed order gets a new sequence, so that whoever follows the sequence sees it.
  const update = database.statement(
    `UPDATE work_orders SET sequence = (SELECT max(sequence) + 1 FROM work_orders), id = ?, status = ?, user_id = ?,
       item_no = ?, location = ?, equipment_type = ?, status_code = ?, created_at = ?, etag = ?, tokens = ?, record = ?
     WHERE id = ? AND etag = ?`,
  );
  const select = database.statement<{ record: string }>("SELECT record FROM work_orders WHERE id = ?");
  const selectItem = database.statement("SELECT 1 FROM work_orders WHERE item_no = ? AND status = 'finalized' LIMIT 1");
  const selectBatch = database.statement<Listed>(
    `SELECT created_at, id, record FROM work_orders WHERE (created_at, id) > (?, ?) AND status = 'finalized'
     ORDER BY created_at, id LIMIT ?`,
  );
  const ofSession = "json_extract(record, '$.sessionId') = ?";
  const selectOfSession = database.statement<{ record: string }>(
    `SELECT record FROM work_orders WHERE ${ofSession} ORDER BY created_at, id`,
  );
  const removeDrafts = database.statement(`DELETE FROM work_orders WHERE ${ofSession} AND status = 'draft'`);
  const count = database.statement<{ count: number }>(
    "SELECT count(*) AS count FROM work_orders WHERE status = 'finalized'",
  );
  const index = workOrderIndex(database);

  return {
    async create(indexed) {
      const order = { ...indexed.order, etag: "1" };
      if (insert.run(...columns(order, indexed.tokens)) === 0) {
        throw new AppError("conflict", "A work order with this id exists already.");
      }
      return order;
    },

    async read(id) {
      const row = select.get(id);
      return row && toOrder(row);
    },

    async replace({ order, tokens }) {
      const next = { ...order, etag: String(Number(order.etag) + 1) };
      return update.run(...columns(next, tokens), order.id, order.etag) === 1 ? next : undefined;
    },

    async list({ userId, limit, continuation, ...filter }) {
      const [createdAt, id] = positionOf({ limit, continuation }, "work-orders", ["", ""]) ?? ["\u{10FFFF}", ""];
      const { sql, values } = conditionsOf(filter);
      const rows = database
        .statement<Listed>(
          `SELECT created_at, id, record FROM work_orders
           WHERE (created_at, id) < (?, ?) AND (status = 'finalized' OR user_id = ?) ${sql}
           ORDER BY created_at DESC, id DESC LIMIT ?`,
        )
        .all(createdAt, id, userId, ...values, limit + 1);
      return pageOf(rows, limit, {
        name: "work-orders",
        item: toOrder,
        position: (row) => [row.created_at, row.id],
      });
    },

    async listOfSession(sessionId) {
      return selectOfSession.all(sessionId).map(toOrder);
    },

    async removeDraftsOfSession(sessionId) {
      return removeDrafts.run(sessionId);
    },

    async candidates(query) {
      return index.candidates(query);
    },

    async hasItemNo(itemNo) {
      const folded = foldField(itemNo);
      return index.mayHave("itemNo", folded) && selectItem.get(folded) !== undefined;
    },

    async importHistory(orders) {
      return database.transaction(() => orders.reduce((added, row) => added + insert.run(...historyColumns(row)), 0));
    },

    async *scan(batchSize) {
      let rows = selectBatch.all("", "", batchSize);
      for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
        yield rows.map(toOrder);
        rows = selectBatch.all(last.created_at, last.id, batchSize);
      }
    },

    async count() {
      return count.get()?.count ?? 0;
    },

    // The index follows the rows, so that nothing is ever missing in it.
    async repairCandidates() {
      return 0;
    },
  };
}

function historyColumns({ order, tokens }: IndexedWorkOrder): SqlValue[] {
  return columns({ ...order, etag: "1" }, tokens);
}

function columns(order: WorkOrder, tokens: string[]): SqlValue[] {
  return [
    order.id,
    order.status,
    order.userId ?? null,
    foldField(order.itemNo),
    foldField(order.location),
    foldField(order.equipmentType),
    foldField(order.statusCode),
    sortableTime(order.createdAt),
    order.etag,
    tokens.join(" "),
    JSON.stringify(order),
  ];
}

function conditionsOf(filter: WorkOrderFilter): { sql: string; values: string[] } {
  const conditions: [sql: string, value: string | undefined][] = [
    ["AND item_no = ?", filter.itemNo && foldField(filter.itemNo)],
    ["AND location = ?", filter.location && foldField(filter.location)],
    ["AND equipment_type = ?", filter.equipmentType && foldField(filter.equipmentType)],
    ["AND status_code = ?", filter.statusCode && foldField(filter.statusCode)],
    ["AND created_at >= ?", filter.from && sortableTime(filter.from)],
    ["AND created_at <= ?", filter.to && sortableTime(filter.to)],
  ];
  const given = conditions.filter((condition): condition is [string, string] => Boolean(condition[1]));
  return { sql: given.map(([sql]) => sql).join(" "), values: given.map(([, value]) => value) };
}

function toOrder(row: { record: string }): WorkOrder {
  return JSON.parse(row.record) as WorkOrder;
}
