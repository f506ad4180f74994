import { type DrainPorts, drainIngestion, type IngestionReport } from "../../knowledge/drain-ingestion.ts";
import { progressOf } from "./progress.ts";

const TIME_LIMIT_MS = 24 * 3_600_000;

/** Ingests what is queued, with a progress bar; `expected`: about how many documents these are. */
export async function ingestAtOnce(ports: DrainPorts, expected: number): Promise<IngestionReport> {
  const indexing = progressOf("indexing", expected);
  const report = await drainIngestion(ports, {
    deadline: new Date(ports.now().getTime() + TIME_LIMIT_MS),
    onProgress: async ({ documents, chunks, failed }) => {
      indexing.at(documents + failed);
      indexing.show(`${chunks} chunks`);
    },
  });
  indexing.end();
  return report;
}

export function printIngestion(report: IngestionReport, seconds: number, print: (line: string) => void): void {
  const rate = Math.round(report.chunks / Math.max(0.001, seconds));
  print(`  chunks ${report.chunks} (${rate} chunks/s), failed ${report.failed}`);
  if (report.withoutVectors > 0) print(`  without vectors ${report.withoutVectors}: the embedder did not answer`);
}
