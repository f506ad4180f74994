import type { Events } from "../../events.ts";
import { readSources, type SourcePorts } from "./read-sources.ts";
import { readSourcesFile } from "./read-sources-file.ts";

type Ports = SourcePorts & { events: Pick<Events, "stepFailed"> };

/** Reads the list with half of the time that is left, so that ingestion has the other half. What goes wrong is logged and never keeps ingestion from its work. */
export async function readNightly(ports: Ports, file: string, deadline: Date): Promise<void> {
  const now = ports.now().getTime();
  const half = new Date(now + (deadline.getTime() - now) / 2);
  try {
    await readSources(ports, await readSourcesFile(file), { deadline: half });
  } catch (error) {
    ports.events.stepFailed({ step: "document-sources", error });
  }
}
