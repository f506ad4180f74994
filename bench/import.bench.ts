import { Readable } from "node:stream";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse";
import { compose } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import { importWorkOrders } from "../shared/imports/import-work-orders.ts";
import { readTable } from "../shared/imports/read-table.ts";
import type { Benchmark } from "./benchmark.ts";
import { pastWorkOrder } from "./history.ts";

const ROWS = 50_000;
const GOAL_PER_SECOND = 5_000;
const columns = [
  "itemNo",
  "process",
  "location",
  "equipmentType",
  "statusCode",
  "title",
  "details",
  "priority",
  "createdAt",
] as const;

export const imports: Benchmark = {
  name: "import",
  about: `${ROWS} work orders from CSV into the store`,
  async run() {
    const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
    const app = await compose(readConfig({ DATA_DIRECTORY: data, LOG_LEVEL: "error" }));
    try {
      const { terms } = await app.terms.all();
      const rows = Array.from({ length: ROWS }, (_, index) => pastWorkOrder(terms, index));
      const csv = [columns.join(","), ...rows.map((row) => columns.map((column) => `"${row[column]}"`).join(","))].join(
        "\n",
      );
      const bytes = Buffer.from(csv);

      const parseStart = performance.now();
      let parsed = 0;
      for await (const _ of Readable.from([bytes]).pipe(parse({ columns: true }))) parsed += 1;
      const parsePerSecond = (parsed * 1000) / (performance.now() - parseStart);

      const start = performance.now();
      const report = await importWorkOrders(app, readTable(bytes, { fileName: "history.csv" }));
      const perSecond = (report.accepted * 1000) / (performance.now() - start);
      return [
        {
          name: "import of work orders",
          value: perSecond,
          unit: "rows/s",
          baseline: { name: "parsing the CSV alone", value: parsePerSecond },
          goal: `>= ${GOAL_PER_SECOND} rows/s`,
          ok: perSecond >= GOAL_PER_SECOND && report.accepted === ROWS,
        },
      ];
    } finally {
      await app.close();
      rmSync(data, { recursive: true, force: true });
    }
  },
};
