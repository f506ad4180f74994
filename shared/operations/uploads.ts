import type { FileArchive } from "../ports/file-archive.ts";

const PREFIX = "uploads/";
const DAY_MS = 86_400_000;

/** Where a file stands while its request is answered; the day is in the key, so that what a crash leaves behind shows its age. */
export function uploadKey(at: Date, id: string): string {
  return `${PREFIX}${at.toISOString().slice(0, 10)}/${id}`;
}

/** Removes uploads from before yesterday: no request takes so long. */
export async function removeAbandonedUploads(ports: {
  archive: Pick<FileArchive, "list" | "remove">;
  now: () => Date;
}): Promise<number> {
  const oldest = uploadKey(new Date(ports.now().getTime() - DAY_MS), "");
  const abandoned = (await ports.archive.list(PREFIX)).filter((key) => key < oldest);
  for (const key of abandoned) await ports.archive.remove(key);
  return abandoned.length;
}
