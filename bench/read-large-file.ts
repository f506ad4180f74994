/** A process of its own: `node read-large-file.ts ingest|import FILE DATA` prints the megabytes it had at most. */
import { createReadStream } from "node:fs";
import path from "node:path";
import { compose } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import { importWorkOrders } from "../shared/imports/import-work-orders.ts";
import { readTable } from "../shared/imports/read-table.ts";
import { drainIngestion } from "../shared/knowledge/drain-ingestion.ts";
import { registerDocument } from "../shared/knowledge/register-document.ts";

const [task = "", file = "", data = ""] = process.argv.slice(2);
const app = await compose(readConfig({ DATA_DIRECTORY: data, SAMPLE_PLANT: "off", LOG_LEVEL: "error" }));
const content = () => createReadStream(file);
const fileName = path.basename(file);
let done = 0;
if (task === "ingest") {
  const operator = { userId: "bench", roles: ["operator" as const], groups: [] };
  await registerDocument(app, operator, { content, fileName });
  done = (await drainIngestion(app, { deadline: new Date(Date.now() + 3_600_000) })).chunks;
} else done = (await importWorkOrders(app, readTable(content, { fileName }))).accepted;
await app.close();
process.stdout.write(JSON.stringify({ done, megabytes: process.resourceUsage().maxRSS / 1024 }));
