import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../errors.ts";
import { importTerms } from "../imports/import-terms.ts";
import { importWorkOrders, type WorkOrderImportPorts } from "../imports/import-work-orders.ts";
import { readTable } from "../imports/read-table.ts";
import { drainIngestion, type DrainPorts } from "../knowledge/drain-ingestion.ts";
import { registerDocument, type RegisterPorts } from "../knowledge/register-document.ts";
import type { Caller } from "../ports/caller.ts";
import type { FileArchive } from "../ports/file-archive.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { TermStore } from "../ports/term-store.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";

export type SamplePlantPorts = WorkOrderImportPorts &
  DrainPorts &
  RegisterPorts & {
    terms: TermStore;
    workOrders: Pick<WorkOrderStore, "importHistory" | "count">;
    archive: FileArchive;
    queue: JobQueue;
  };

/**
 * Loads the sample plant (terms.csv, work-orders.csv, manuals/*.md) into stores where there is nothing yet.
 * A load that a crash cut short is completed by the next one; a complete one, or a plant of one's own, is left alone.
 */
export async function loadSamplePlant(ports: SamplePlantPorts, directory: string): Promise<void> {
  const state = new TextDecoder().decode(await ports.archive.read(STATE_KEY));
  if (state === "loaded" || (state === "" && !(await isEmpty(ports)))) return;
  const plant = await readPlant(directory);
  await ports.archive.write(STATE_KEY, new TextEncoder().encode("loading"));
  await importTerms(ports, readTable(plant.terms, { fileName: "terms.csv" }));
  await importWorkOrders(ports, readTable(plant.workOrders, { fileName: "work-orders.csv" }));
  for (const { name, content } of plant.manuals) {
    await registerDocument(ports, loader, { content, fileName: `sample-plant/${name}` });
  }
  await drainIngestion(ports, { deadline: new Date(ports.now().getTime() + INGESTION_MS) });
  await ports.archive.write(STATE_KEY, new TextEncoder().encode("loaded"));
}

const loader: Caller = { userId: "sample-plant", roles: ["operator"], groups: [] };
/** A slow embedder may not hold up the start: what is left then waits for the nightly ingestion. */
const INGESTION_MS = 20_000;
/** Written before the first part and after the last: it tells a cut load from a plant of one's own. */
const STATE_KEY = "sample-plant/state";

async function isEmpty({ terms, workOrders, documents }: SamplePlantPorts): Promise<boolean> {
  return (
    (await terms.version()) === 0 &&
    (await workOrders.count()) === 0 &&
    (await documents.list({ limit: 1 })).items.length === 0
  );
}

async function readPlant(directory: string) {
  const manuals = path.join(directory, "manuals");
  try {
    const names = (await readdir(manuals)).filter((name) => name.endsWith(".md")).toSorted();
    return {
      terms: await readFile(path.join(directory, "terms.csv")),
      workOrders: await readFile(path.join(directory, "work-orders.csv")),
      manuals: await Promise.all(
        names.map(async (name) => ({ name, content: await readFile(path.join(manuals, name)) })),
      ),
    };
  } catch (cause) {
    throw new AppError(
      "invalid-file",
      `The sample plant can't be read from ${path.resolve(directory)}. Point SAMPLE_PLANT_DIRECTORY to it, or set SAMPLE_PLANT=off.`,
      { cause },
    );
  }
}
