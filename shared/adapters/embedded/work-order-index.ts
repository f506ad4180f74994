import type { CandidateQuery, WorkOrder } from "../../ports/work-order-store.ts";
import { candidateWeights } from "../candidate-weights.ts";
import { foldField } from "../fold-field.ts";
import { bm25Postings } from "./bm25-postings.ts";
import { recordCache } from "./record-cache.ts";
import { sparseScores } from "./sparse-scores.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { topRanked } from "./top-ranked.ts";

type Row = {
  sequence: number;
  item_no: string;
  location: string;
  equipment_type: string;
  status_code: string;
  created_at: string;
  tokens: string;
};

type Candidate = { order: WorkOrder; textScore: number };

const fields = [
  { field: "itemNo", column: "item_no" },
  { field: "location", column: "location" },
  { field: "equipmentType", column: "equipment_type" },
  { field: "statusCode", column: "status_code" },
] as const;

/** Parsed orders kept at hand; some 5 MB. */
const KEPT_ORDERS = 5_000;

/** The finalised orders by field and by token, in memory. It follows the table by its sequence, also what other processes add. */
export function workOrderIndex(database: SqliteDatabase) {
  const currentLast = database.current<{ last: number | null }>("SELECT max(sequence) AS last FROM work_orders");
  const selectNew = database.statement<Row>(
    `SELECT sequence, item_no, location, equipment_type, status_code, created_at, tokens FROM work_orders
     WHERE sequence > ? AND status = 'finalized' ORDER BY sequence`,
  );
  const selectRecord = database.statement<{ record: string }>("SELECT record FROM work_orders WHERE sequence = ?");
  const rowsByField = fields.map(() => new Map<string, number[]>());
  const sequences: number[] = [];
  const times: number[] = [];
  const text = bm25Postings();
  const rank = sparseScores();
  const orders = recordCache(KEPT_ORDERS, (sequence) => {
    const row = selectRecord.get(sequence);
    return row && (JSON.parse(row.record) as WorkOrder);
  });
  let last = 0;

  function follow(): void {
    const newest = currentLast()?.last ?? 0;
    if (newest === last) return;
    for (const row of selectNew.all(last)) {
      for (const [index, { column }] of fields.entries()) pushTo(rowsByField[index], row[column], sequences.length);
      sequences.push(row.sequence);
      times.push(Date.parse(row.created_at) || 0);
      text.add(row.tokens === "" ? [] : row.tokens.split(" "));
    }
    last = newest;
  }

  function candidates(query: CandidateQuery): Candidate[] {
    follow();
    const found = text.search(query.tokens ?? []);
    const best = found.rows().reduce((max, row) => Math.max(max, found.at(row)), 0);
    rank.begin(sequences.length);
    for (const row of found.rows()) rank.add(row, found.at(row) / best);
    for (const [index, { field }] of fields.entries()) {
      const rows = query[field] ? rowsByField[index]?.get(foldField(query[field])) : undefined;
      for (const row of rows ?? []) rank.add(row, candidateWeights[field]);
    }
    const newestFirst = (a: number, b: number) => (times[b] ?? 0) - (times[a] ?? 0) || b - a;
    return topRanked(rank.rows(), query.limit, (a, b) => rank.at(b) - rank.at(a) || newestFirst(a, b)).flatMap(
      (row) => {
        // None for a row that has changed since: it is in the index again, further on.
        const order = orders(sequences[row] ?? 0);
        return order === undefined ? [] : [{ order, textScore: found.at(row) }];
      },
    );
  }

  return {
    candidates,
    /** False is certain; true may be of an order that has changed since. */
    mayHave(field: (typeof fields)[number]["field"], folded: string): boolean {
      follow();
      return rowsByField[fields.findIndex((each) => each.field === field)]?.has(folded) ?? false;
    },
  };
}

function pushTo(rows: Map<string, number[]> | undefined, value: string, row: number): void {
  if (value === "") return;
  const known = rows?.get(value);
  if (known === undefined) rows?.set(value, [row]);
  else known.push(row);
}
