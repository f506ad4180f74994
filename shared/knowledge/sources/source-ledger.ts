import { createHash } from "node:crypto";
import { z } from "zod";
import type { FileArchive } from "../../ports/file-archive.ts";

/** What one list has brought in, by the documents' ids: only these may be removed when they are no longer there. */
const Ledger = z.record(
  z.string(),
  z.object({
    /** The folder, or `urls`. */
    source: z.string(),
    /** The file within the folder, or the address. */
    name: z.string(),
    /** Of a page: how it was read and what its server said of that version. */
    settings: z.string().optional(),
    etag: z.string().optional(),
    lastModified: z.string().optional(),
    visitedAt: z.string().optional(),
  }),
);
export type Ledger = z.infer<typeof Ledger>;

type Ports = { archive: Pick<FileArchive, "read" | "write"> };

/** Empty for a list that was never read. */
export async function readLedger({ archive }: Ports, listFile: string): Promise<Ledger> {
  const bytes = await archive.read(keyOf(listFile));
  return bytes === undefined ? {} : Ledger.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
}

export async function writeLedger({ archive }: Ports, listFile: string, ledger: Ledger): Promise<void> {
  await archive.write(keyOf(listFile), Buffer.from(JSON.stringify(ledger)));
}

function keyOf(listFile: string): string {
  return `sources/${createHash("sha256").update(listFile).digest("hex").slice(0, 24)}.json`;
}
