import { createHash } from "node:crypto";
import type { WorkOrder } from "../ports/work-order-store.ts";
import type { ColumnMapping } from "./columns.ts";
import type { ReadRow } from "./import-rows.ts";
import { parseDate } from "./parse-date.ts";
import type { TableRow } from "./read-table.ts";

const texts = ["itemNo", "process", "location", "equipmentType", "statusCode", "priority", "title", "details"] as const;
type TextField = (typeof texts)[number];

const limits: Partial<Record<TextField, number>> = { title: 300, details: 10_000 };
const FIELD_LIMIT = 200;
const TITLE_FROM_DETAILS_LENGTH = 100;

/**
 * A row of history as a finalised work order, its words as they came. The id is a hash of the whole row, columns without a
 * field included: the same row is the same order in every import, and identical rows of one file are one order.
 */
export function readWorkOrderRow({ cells }: TableRow, columns: ColumnMapping, importedAt: string): ReadRow<WorkOrder> {
  const values = {} as Record<TextField, string>;
  for (const field of texts) {
    const value = clean(cells[columns[field] ?? ""] ?? "");
    const limit = limits[field] ?? FIELD_LIMIT;
    if (value.length > limit) return { reason: `${field} is longer than ${limit} characters` };
    values[field] = value;
  }
  const title = values.title || values.details.slice(0, TITLE_FROM_DETAILS_LENGTH).trim();
  if (title === "") return { reason: "title and details are empty" };
  const date = (cells[columns["createdAt"] ?? ""] ?? "").trim();
  const createdAt = date === "" ? importedAt : parseDate(date);
  if (createdAt === undefined) return { reason: `createdAt "${date.slice(0, 40)}" is no date, such as 2024-05-31` };
  const id = idOf(cells, columns, values, date === "" ? "" : createdAt);
  return { item: { ...values, id, title, status: "finalized", createdAt, updatedAt: createdAt, etag: "" } };
}

function idOf(
  cells: Record<string, string>,
  columns: ColumnMapping,
  values: Record<TextField, string>,
  createdAt: string,
): string {
  const mapped = new Set(Object.values(columns));
  const hash = createHash("sha256");
  for (const field of texts) hash.update(`${field}\u0001${values[field]}\u0002`);
  hash.update(`createdAt\u0001${createdAt}\u0002`);
  for (const column of Object.keys(cells).sort()) {
    if (!mapped.has(column)) hash.update(`${column}\u0001${clean(cells[column] ?? "")}\u0002`);
  }
  return `past-${hash.digest("hex").slice(0, 24)}`;
}

function clean(value: string): string {
  return value
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
