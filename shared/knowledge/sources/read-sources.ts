import { AppError } from "../../errors.ts";
import type { Events } from "../../events.ts";
import type { Caller } from "../../ports/caller.ts";
import type { DocumentStore } from "../../ports/document-store.ts";
import type { FileArchive } from "../../ports/file-archive.ts";
import type { KnowledgeIndex } from "../../ports/knowledge-index.ts";
import type { LeaseStore } from "../../ports/lease-store.ts";
import type { RegisterPorts } from "../register-document.ts";
import { removeDocument } from "../remove-document.ts";
import { type PageReader, pageReader } from "./page-reader.ts";
import { readFolder } from "./read-folder.ts";
import type { SourceList } from "./read-sources-file.ts";
import { readUrls } from "./read-urls.ts";
import { type Ledger, readLedger, writeLedger } from "./source-ledger.ts";

export type SourcePorts = RegisterPorts & {
  documents: Pick<DocumentStore, "read" | "put" | "remove">;
  archive: Pick<FileArchive, "read" | "write" | "remove">;
  index: Pick<KnowledgeIndex, "removeDocument">;
  leases: LeaseStore;
  events: Pick<Events, "documentRegistered" | "sourceFailed" | "sourcesRead">;
  newId: () => string;
};

/**
 * `sources`: how many folders and pages were read; `taken`: documents that are there and readable; `changed`: of these, new or other
 * than before. Not `complete`: the deadline came first.
 */
export type SourceReport = {
  sources: number;
  taken: number;
  changed: number;
  removed: number;
  failed: number;
  complete: boolean;
};

/** What one pass knows while it goes on. */
export type Pass = {
  ports: SourcePorts;
  caller: Caller;
  ledger: Ledger;
  /** Ids of what is still there, or can't be told to be gone. */
  kept: Set<string>;
  report: SourceReport;
  mayGoOn: () => boolean;
  /** Into the log, and into the failure log of the document `id` if there is one. */
  failed: (source: string, reason: string, id?: string) => Promise<void>;
  onProgress: (report: SourceReport) => void;
};

type Options = { deadline: Date; onProgress: Pass["onProgress"]; pages: PageReader };

const sourceCaller: Caller = { userId: "document-sources", roles: ["operator"], groups: [] };
const LEASE = "document-sources";
const LEASE_MS = 30_000;
const KEPT_FAILURES = 10;

/**
 * Registers what the list's sources hold, for the next ingestion, and removes what they held and hold no longer. What could
 * not be read, or was not reached before the deadline, stays as it is. Documents from elsewhere are never touched. Throws
 * `conflict` while another pass goes on.
 */
export async function readSources(
  ports: SourcePorts,
  list: SourceList,
  { deadline, onProgress = () => {}, pages = pageReader() }: Partial<Options> & Pick<Options, "deadline">,
): Promise<SourceReport> {
  const owner = ports.newId();
  const acquire = () => ports.leases.acquire(LEASE, owner, new Date(ports.now().getTime() + LEASE_MS).toISOString());
  if (!(await acquire())) throw new AppError("conflict", "The document sources are being read already.");
  const renewal = setInterval(() => void acquire().catch(() => false), LEASE_MS / 3);
  renewal.unref();
  try {
    return await pass(ports, list, { deadline, onProgress, pages });
  } finally {
    clearInterval(renewal);
    await ports.leases.release(LEASE, owner);
  }
}

async function pass(
  ports: SourcePorts,
  list: SourceList,
  { deadline, onProgress, pages }: Options,
): Promise<SourceReport> {
  const report: SourceReport = { sources: 0, taken: 0, changed: 0, removed: 0, failed: 0, complete: true };
  const current: Pass = {
    ports,
    caller: sourceCaller,
    ledger: await readLedger(ports, list.file),
    kept: new Set(),
    report,
    mayGoOn: () => ports.now() < deadline,
    async failed(source, reason, id) {
      report.failed += 1;
      ports.events.sourceFailed({ source, reason });
      const document = id === undefined ? undefined : await ports.documents.read(id);
      if (document === undefined) return;
      const failure = { at: ports.now().toISOString(), reason };
      const failures = [...(document.failures ?? []), failure].slice(-KEPT_FAILURES);
      await ports.documents.put({ ...document, failures });
    },
    onProgress,
  };
  const save = () => writeLedger(ports, list.file, current.ledger);
  for (const folder of list.folders) {
    await readFolder(current, folder, save);
    report.sources += 1;
    onProgress(report);
  }
  await readUrls(current, list.urls, pages, save);
  report.complete = current.mayGoOn();
  if (report.complete) await removeGone(current);
  await save();
  ports.events.sourcesRead(report);
  return report;
}

async function removeGone({ ports, ledger, kept, report }: Pass): Promise<void> {
  for (const id of Object.keys(ledger).filter((known) => !kept.has(known))) {
    if ((await ports.documents.read(id)) !== undefined) {
      await removeDocument(ports, id);
      report.removed += 1;
    }
    delete ledger[id];
  }
}
