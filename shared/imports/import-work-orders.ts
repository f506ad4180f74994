import type { TermCategory } from "../ports/term-store.ts";
import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import { resolveTerm } from "../terms/resolve-term.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { indexWorkOrder } from "../work-orders/index-work-order.ts";
import type { ColumnMapping } from "./columns.ts";
import { importRows } from "./import-rows.ts";
import type { ImportReport, OnProgress } from "./import-report.ts";
import { readWorkOrderRow } from "./read-work-order-row.ts";
import type { TableRow } from "./read-table.ts";

export type WorkOrderImportPorts = {
  workOrders: Pick<WorkOrderStore, "importHistory">;
  vocabulary: () => Promise<Vocabulary>;
  now: () => Date;
};

/** Past work into the history, its fields under their standard names where these are exactly known. A row without a date counts from now. */
export async function importWorkOrders(
  ports: WorkOrderImportPorts,
  table: AsyncIterable<TableRow>,
  options: { mapping?: ColumnMapping | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<ImportReport> {
  const standardName = standardNames(await ports.vocabulary());
  const importedAt = ports.now().toISOString();
  return importRows(table, {
    kind: "work-orders",
    ...options,
    read: (row, columns) => readWorkOrderRow(row, columns, importedAt),
    store: (orders) =>
      ports.workOrders.importHistory(orders.map((order) => indexWorkOrder(standardised(order, standardName)))),
  });
}

type StandardName = (category: TermCategory, words: string) => string;

/** Values repeat: each is looked up once, up to a number that keeps memory bounded. */
const REMEMBERED_NAMES = 20_000;

function standardNames(vocabulary: Vocabulary): StandardName {
  const known = new Map<string, string>();
  return (category, words) => {
    if (words === "") return "";
    const key = `${category}\n${words}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const found = resolveTerm(vocabulary, category, words);
    const name = found?.how === "exact" || found?.how === "alias" ? found.term.name : words;
    if (known.size < REMEMBERED_NAMES) known.set(key, name);
    return name;
  };
}

function standardised(order: WorkOrder, standardName: StandardName): WorkOrder {
  return {
    ...order,
    location: standardName("location", order.location),
    equipmentType: standardName("equipmentType", order.equipmentType),
    statusCode: standardName("statusCode", order.statusCode),
    priority: standardName("priority", order.priority),
  };
}
