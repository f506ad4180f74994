import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { documentExtensions } from "../../knowledge/document-format.ts";
import type { DrainPorts } from "../../knowledge/drain-ingestion.ts";
import { registerDocument, type RegisterPorts } from "../../knowledge/register-document.ts";
import type { Caller } from "../../ports/caller.ts";
import { ingestAtOnce, printIngestion } from "./ingest-at-once.ts";
import { progressOf } from "./progress.ts";

type Ports = DrainPorts & RegisterPorts;

const operator: Caller = { userId: "import", roles: ["operator"], groups: [] };

/** Takes in files and folders of documents and ingests them at once; false when nothing could be taken. */
export async function importDocuments(ports: Ports, paths: string[], print: (line: string) => void): Promise<boolean> {
  const start = performance.now();
  const files = (await Promise.all(paths.map(filesUnder))).flat();
  const taking = progressOf("reading", files.length);
  let taken = 0;
  for (const [index, { file, name }] of files.entries()) {
    try {
      await registerDocument(ports, operator, { content: () => createReadStream(file), fileName: name });
      taken += 1;
    } catch (error) {
      if (!(error instanceof AppError) || !error.isCallersFault) throw error;
      print(`${name}: ${error.detail}`);
    }
    taking.at(index + 1);
    taking.show(`${taken} documents`);
  }
  taking.end();

  const report = await ingestAtOnce(ports, taken);
  const seconds = (performance.now() - start) / 1000;
  print(`${taken} of ${files.length} documents taken, ${report.documents} indexed in ${seconds.toFixed(1)} s`);
  printIngestion(report, seconds, print);
  return taken > 0 && report.failed === 0;
}

/** A file as it is; of a folder, all files of a known format below it. The name is the path within the folder: it tells documents apart. */
async function filesUnder(given: string): Promise<{ file: string; name: string }[]> {
  try {
    if (!(await stat(given)).isDirectory()) return [{ file: given, name: path.basename(given) }];
    const names = await readdir(given, { recursive: true });
    return names
      .filter((name) => documentExtensions.includes(path.extname(name).toLowerCase()))
      .toSorted()
      .map((name) => ({ file: path.join(given, name), name: name.split(path.sep).join("/") }));
  } catch (cause) {
    throw new AppError("invalid-file", `There is no file or folder ${given} that can be read.`, { cause });
  }
}
