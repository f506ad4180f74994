import { readdir } from "node:fs/promises";
import path from "node:path";
import { documentExtensions } from "../document-format.ts";
import type { FolderSource } from "./read-sources-file.ts";

/** The files of a known format below a folder that `include` names, as paths within it with `/`, sorted. Links are not followed. */
export async function listFolder({ path: folder, include }: FolderSource): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && documentExtensions.includes(path.extname(entry.name).toLowerCase()))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((name) => include?.some((glob) => path.posix.matchesGlob(name, glob)) ?? true)
    .toSorted();
}
