import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Half } from "../../evaluation/question-set.ts";
import { readUtterances, type Utterance } from "../../evaluation/utterance.ts";
import { importTerms } from "../../imports/import-terms.ts";
import { importWorkOrders, type WorkOrderImportPorts } from "../../imports/import-work-orders.ts";
import { readTable } from "../../imports/read-table.ts";
import type { Term, TermStore } from "../../ports/term-store.ts";

const root = path.join(import.meta.dirname, "../../..");

/** The labelled messages about the sample plant. */
export async function ownUtterances(half: Half): Promise<Utterance[]> {
  return readUtterances(await readFile(path.join(root, "tests/fixtures/utterances", `${half}.jsonl`), "utf8"));
}

/** The sample plant's terms and history in the stores. */
export async function loadSampleHistory(ports: { terms: TermStore } & WorkOrderImportPorts): Promise<void> {
  await importTerms(ports, await sampleTable("terms.csv"));
  await importWorkOrders(ports, await sampleTable("work-orders.csv"));
}

/** The sample plant's terms, without a store. */
export async function sampleTerms(): Promise<Term[]> {
  const terms: Term[] = [];
  const keep = async (read: readonly Term[]) => {
    terms.push(...read);
    return read.length;
  };
  await importTerms({ terms: { upsert: keep } }, await sampleTable("terms.csv"));
  return terms;
}

async function sampleTable(fileName: string) {
  return readTable(await readFile(path.join(root, "sample-plant", fileName)), { fileName });
}
