import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { FileKey, type FileArchive } from "../../ports/file-archive.ts";

const FOLDER_TRIES = 5;
const PIECE_BYTES = 65_536;
/** Where a file stands while it is written; `~` is in no key, so nothing here is ever listed. */
const UNFINISHED = "~unfinished";
/** What was not written to for so long has lost its process. */
const ABANDONED_MS = 3_600_000;

/** Files below one folder, made when the first is written. */
export function folderFileArchive(directory: string): FileArchive {
  let swept: Promise<void> | undefined;

  return {
    async write(key, content) {
      const file = fileOf(directory, key);
      const unfinished = path.join(directory, UNFINISHED, randomUUID());
      const source = remembering(content);
      try {
        await (swept ??= removeAbandoned(path.join(directory, UNFINISHED)));
        const handle = await inFolder(unfinished, () => open(unfinished, "wx"));
        await writeDurably(handle, source.content);
        await inFolder(file, () => rename(unfinished, file));
        await syncFolder(path.dirname(file));
      } catch (cause) {
        await rm(unfinished, { force: true }).catch(() => {});
        throw source.failure() ?? unavailable(cause);
      }
    },

    async read(key) {
      const file = fileOf(directory, key);
      return absentOr(() => readFile(file) as Promise<Uint8Array>);
    },

    async stream(key) {
      const file = fileOf(directory, key);
      const handle = await absentOr(async () => ((await stat(file)).isFile() ? open(file, "r") : undefined));
      return handle && piecesOf(handle);
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
        .filter((key) => FileKey.safeParse(key).success && key.startsWith(prefix))
        .sort();
    },
  };
}

function fileOf(directory: string, key: string): string {
  if (!FileKey.safeParse(key).success) {
    throw new AppError("bad-request", "A file key holds letters, digits, '.', '_' and '-' in parts divided by '/'.");
  }
  return path.join(directory, key);
}

/** Makes the folder of a new file; anew when a removal takes it away, still empty, before the file is there. */
async function inFolder<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (let left = FOLDER_TRIES; ; left -= 1) {
    await mkdir(path.dirname(file), { recursive: true });
    try {
      return await work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || left <= 1) throw error;
    }
  }
}

async function writeDurably(handle: FileHandle, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The same content, and the error that it ended in: it is the caller's, not the disk's. */
function remembering(content: Uint8Array | AsyncIterable<Uint8Array>) {
  let failure: unknown;
  async function* pieces(source: AsyncIterable<Uint8Array>) {
    try {
      yield* source;
    } catch (error) {
      failure = error ?? new Error("The content ended in an error.");
      throw error;
    }
  }
  return { content: content instanceof Uint8Array ? content : pieces(content), failure: () => failure };
}

async function* piecesOf(handle: FileHandle): AsyncIterable<Uint8Array> {
  try {
    yield* handle.createReadStream({ highWaterMark: PIECE_BYTES }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** What killed processes have left half written. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of (await absentOr(() => readdir(folder))) ?? []) {
    const file = path.join(folder, name);
    const state = await absentOr(() => stat(file));
    if (state !== undefined && Date.now() - state.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
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
