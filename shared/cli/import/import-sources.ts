import type { Events } from "../../events.ts";
import type { DrainPorts } from "../../knowledge/drain-ingestion.ts";
import { readSources, type SourcePorts } from "../../knowledge/sources/read-sources.ts";
import { readSourcesFile } from "../../knowledge/sources/read-sources-file.ts";
import { ingestAtOnce, printIngestion } from "./ingest-at-once.ts";
import { progressOf } from "./progress.ts";

type Ports = DrainPorts & SourcePorts & { events: Events };

const TIME_LIMIT_MS = 24 * 3_600_000;

/** Reads a list of sources once and ingests at once; false when something could not be read. */
export async function importSources(ports: Ports, file: string, print: (line: string) => void): Promise<boolean> {
  const start = performance.now();
  const list = await readSourcesFile(file);
  const reading = progressOf("reading", list.folders.length + list.urls.length);
  const events: Events = {
    ...ports.events,
    sourceFailed(fields) {
      ports.events.sourceFailed(fields);
      print(`${fields.source}: ${fields.reason}`);
    },
  };
  const found = await readSources({ ...ports, events }, list, {
    deadline: new Date(ports.now().getTime() + TIME_LIMIT_MS),
    onProgress: ({ sources, taken }) => {
      reading.at(sources);
      reading.show(`${taken} documents`);
    },
  });
  reading.end();

  const report = await ingestAtOnce(ports, found.changed);
  const seconds = (performance.now() - start) / 1000;
  print(
    `${found.taken} documents there, ${found.changed} of them new or changed, ${found.removed} removed, ${found.failed} failures; ${report.documents} indexed in ${seconds.toFixed(1)} s`,
  );
  printIngestion(report, seconds, print);
  return found.failed === 0 && report.failed === 0;
}
