import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import type { FileArchive } from "../../ports/file-archive.ts";

/** File systems take names of 255 bytes; the rest is for the name of the file while it is written. */
const MAX_NAME_LENGTH = 200;
const KEY = new RegExp(`^[A-Za-z0-9._-]{1,${MAX_NAME_LENGTH}}(/[A-Za-z0-9._-]{1,${MAX_NAME_LENGTH}})*$`);

const FOLDER_TRIES = 5;

/** Files below one folder, made when the first is written. */
export function folderFileArchive(directory: string): FileArchive {
  return {
    async write(key, content) {
      const file = fileOf(directory, key);
      // `~` is in no key: the file is never listed while it is written.
      const unfinished = `${file}~${randomUUID()}`;
      try {
        await writeInFolder(unfinished, content);
        await rename(unfinished, file);
        await syncFolder(path.dirname(file));
      } catch (cause) {
        await rm(unfinished, { force: true }).catch(() => {});
        throw unavailable(cause);
      }
    },

    async read(key) {
      const file = fileOf(directory, key);
      return absentOr(() => readFile(file) as Promise<Uint8Array>);
    },

    async remove(key) {
      const file = fileOf(directory, key);
      const removed = await absentOr(() => rm(file).then(() => true));
      if (removed) await removeEmptied(file, key);
      return removed ?? false;
    },

    async list(prefix) {
      const entries = await absentOr(() => readdir(directory, { recursive: true, withFileTypes: true }));
      return (entries ?? [])
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
        .filter((key) => KEY.test(key) && key.startsWith(prefix))
        .sort();
    },
  };
}

function fileOf(directory: string, key: string): string {
  if (!KEY.test(key) || key.split("/").some((name) => name === "." || name === "..")) {
    throw new AppError("bad-request", "A file key holds letters, digits, '.', '_' and '-' in parts divided by '/'.");
  }
  return path.join(directory, key);
}

/** Makes the folder; anew when a removal takes it away, still empty, before the file is there. */
async function writeInFolder(file: string, content: Uint8Array): Promise<void> {
  for (let left = FOLDER_TRIES; ; left -= 1) {
    await mkdir(path.dirname(file), { recursive: true });
    try {
      return await writeDurably(file, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || left <= 1) throw error;
    }
  }
}

async function writeDurably(file: string, content: Uint8Array): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folders that the last file has left, below the archive's own. One that holds a file, or just got one, stays. */
async function removeEmptied(file: string, key: string): Promise<void> {
  let folder = file;
  for (let above = key.split("/").length - 1; above > 0; above -= 1) {
    folder = path.dirname(folder);
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** A rename is durable once its folder is; Windows can't open folders and needs none of this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Undefined when there is no such file; every other failure is an outage. */
async function absentOr<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ENOTDIR", "EISDIR", "ERR_FS_EISDIR"].includes(code)) return undefined;
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The file archive does not answer. Try again in a moment.", { cause });
}
