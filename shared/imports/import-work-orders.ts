import type { WorkOrder, WorkOrderStore } from "../ports/work-order-store.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { indexWorkOrder } from "../work-orders/index-work-order.ts";
import type { ColumnMapping } from "./columns.ts";
import { importRows } from "./import-rows.ts";
import type { ImportReport, OnProgress } from "./import-report.ts";
import { readWorkOrderRow } from "./read-work-order-row.ts";
import type { TableRow } from "./read-table.ts";
import { type StandardName, standardNames } from "./standard-names.ts";

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
  const standardName = standardNames((await ports.vocabulary()).terms);
  const importedAt = ports.now().toISOString();
  return importRows(table, {
    kind: "work-orders",
    ...options,
    read: (row, columns) => readWorkOrderRow(row, columns, importedAt),
    store: (orders) =>
      ports.workOrders.importHistory(orders.map((order) => indexWorkOrder(standardised(order, standardName)))),
  });
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
